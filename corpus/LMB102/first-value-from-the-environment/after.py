import os


def handler(event, context):
    stage = os.environ.get("STAGE", "dev")
    if "stage" in event:
        stage = event["stage"]
    return {"stage": stage}
