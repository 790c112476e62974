import datetime

import boto3

ROLE = "arn:aws:iam::111122223333:role/reader"
given = None


def credentials():
    global given
    if given is None or given["Expiration"] < datetime.datetime.now(datetime.timezone.utc):
        given = boto3.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="reader")["Credentials"]
    return given


def handler(event, context):
    credentials()
    return "ok"
