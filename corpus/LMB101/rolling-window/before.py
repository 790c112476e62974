from collections import deque

latest = deque(maxlen=100)


def handler(event, context):
    latest.append(event["name"])
    return list(latest)
