import os


def handler(event, context):
    os.system(f"echo {event['word']} > /tmp/word.txt")
    with open("/tmp/word.txt") as word:
        return word.read().strip()
