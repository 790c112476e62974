import shutil
import tempfile


def workspace():
    return tempfile.mkdtemp()


def handler(event, context):
    folder = workspace()
    with open(f"{folder}/order.txt", "w") as output:
        output.write(event["order"])
    shutil.rmtree(folder)
