import subprocess


def started(target):
    return subprocess.Popen(["touch", target])


def handler(event, context):
    return started("/tmp/" + event["target"]).wait()
