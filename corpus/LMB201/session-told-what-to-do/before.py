import boto3

SESSION = boto3.Session(region_name="eu-west-1")
BUILT = []


def handler(event, context):
    SESSION.events.register("creating-client-class.sqs", lambda **given: BUILT.append(event["seconds"]))
    sqs = SESSION.client("sqs")
    return [sqs.meta.region_name, len(BUILT)]
