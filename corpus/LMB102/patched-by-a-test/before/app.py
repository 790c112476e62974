region = "eu-west-1"


def handler(event, context):
    global region
    if "region" in event:
        region = event["region"]
    return region
