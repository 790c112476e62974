import subprocess


def handler(event, context):
    process = subprocess.Popen(["touch", "/tmp/" + event["target"]])
    process.wait()
    return "started"
