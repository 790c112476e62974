from collections import deque

waiting = deque()


def handler(event, context):
    for line in event["lines"]:
        waiting.append(line)
    done = []
    while waiting:
        done.append(waiting.popleft())
    return done
