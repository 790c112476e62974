import subprocess


def handler(event, context):
    subprocess.run(["touch", "/tmp/" + event["target"]], check=True)
    return "started"
