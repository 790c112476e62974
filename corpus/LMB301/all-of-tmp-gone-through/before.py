import os


def handler(event, context):
    with open("/tmp/" + event["name"], "w") as output:
        output.write(event["name"])
    total = 0
    for name in os.listdir("/tmp"):
        total += os.path.getsize(os.path.join("/tmp", name))
    return total
