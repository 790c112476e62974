import boto3


def handler(event, context):
    session = boto3.Session()
    session.events.register("before-send.sqs", lambda **_: None)
    sqs = session.client("sqs")
    return sqs.meta.region_name
