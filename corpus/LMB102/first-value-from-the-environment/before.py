import os

stage = os.environ.get("STAGE", "dev")


def handler(event, context):
    global stage
    if "stage" in event:
        stage = event["stage"]
    return {"stage": stage}
