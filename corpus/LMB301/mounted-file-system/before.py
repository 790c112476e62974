import os


def handler(event, context):
    folder = os.environ.get("MOUNT", "/mnt/wall")
    os.makedirs(folder, exist_ok=True)
    with open(folder + "/messages.txt", "w") as messages:
        messages.write(event["text"])
