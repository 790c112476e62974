stage = "dev"


def handler(event, context):
    global stage
    if "stage" in event:
        stage = event["stage"]
    return {"stage": stage}
