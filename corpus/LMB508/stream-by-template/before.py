def handler(event, context):
    return serve(event["Records"][0])


def serve(record):
    return record["kinesis"]["data"]
