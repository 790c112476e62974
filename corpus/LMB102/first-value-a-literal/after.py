def handler(event, context):
    stage = "dev"
    if "stage" in event:
        stage = event["stage"]
    return {"stage": stage}
