SERVED = []


def serve(message):
    SERVED.append(message)


def handler(event, context):
    for record in event["Records"]:
        serve(record["Sns"]["Message"])
