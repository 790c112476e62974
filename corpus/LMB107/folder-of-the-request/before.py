import os


def handler(event, context):
    folder = os.path.join("/tmp", event["id"])
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    return os.listdir(".")
