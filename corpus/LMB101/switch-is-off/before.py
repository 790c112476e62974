RECORDING = False
recorded = []


def send(message):
    if RECORDING:
        recorded.append(message)
        return recorded
    print(message)


def handler(event, context):
    send(event["message"])
