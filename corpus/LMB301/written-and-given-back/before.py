import shutil


def handler(event, context):
    copy = shutil.copy(__file__, "/tmp/copy.py")
    with open(copy) as copied:
        return copied.readline()
