import sys


def set_up(done=[]):
    if done:
        return
    done.append(True)
    sys.path.append("/opt/reports")


def handler(event, context):
    set_up()
    return sys.path.count("/opt/reports")
