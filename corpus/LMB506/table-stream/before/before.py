SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    for record in event["Records"]:
        serve(record["dynamodb"]["NewImage"])
    print("served")
