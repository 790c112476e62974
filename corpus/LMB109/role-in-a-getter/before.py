from functools import lru_cache

import boto3


@lru_cache
def reader():
    given = boto3.client("sts").assume_role(
        RoleArn="arn:aws:iam::111122223333:role/reader",
        RoleSessionName="reader",
    )["Credentials"]
    return boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    ).client("s3")


def handler(event, context):
    reader()
    return "ok"
