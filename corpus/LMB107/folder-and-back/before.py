import os


def handler(event, context):
    before = os.getcwd()
    os.chdir("/tmp")
    try:
        return os.path.exists("paper.pdf")
    finally:
        os.chdir(before)
