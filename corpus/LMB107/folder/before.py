import os


def handler(event, context):
    os.chdir("/tmp")
    return os.path.exists("paper.pdf")
