import os


def handler(event, context):
    for name in os.listdir("/tmp"):
        os.remove(os.path.join("/tmp", name))
    return "cleared"
