import subprocess


def handler(event, context):
    subprocess.Popen(["touch", "/tmp/" + event["target"]]).wait()
    return "started"
