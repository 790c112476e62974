SERVED = []


def serve(record):
    SERVED.append(record)


def handler(event, context):
    for record in event["Records"]:
        serve(record)
