from functools import cache

import boto3

SESSION = boto3.Session(region_name="eu-west-1")
BUILT = []


@cache
def get_sqs():
    return SESSION.client("sqs")


def handler(event, context):
    SESSION.events.register("creating-client-class.sqs", lambda **given: BUILT.append(event["seconds"]))
    sqs = get_sqs()
    return [sqs.meta.region_name, len(BUILT)]
