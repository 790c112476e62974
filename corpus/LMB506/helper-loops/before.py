SERVED = []


def serve_all(records):
    for record in records:
        SERVED.append(record["body"])


def handler(event, context):
    serve_all(event["Records"])
