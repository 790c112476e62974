import os


def handler(event, context):
    with open("/tmp/words.txt", "w") as output:
        output.write("\n".join(event["words"]))
    os.system("sort -o /tmp/words.txt /tmp/words.txt")
    with open("/tmp/words.txt") as words:
        return words.read().split()
