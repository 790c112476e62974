import functools
import subprocess


@functools.cache
def daemon(target):
    subprocess.Popen(["touch", target])
    return True


def handler(event, context):
    daemon("/tmp/made")
    return "ok"
