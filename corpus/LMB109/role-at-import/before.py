import boto3

ROLE = "arn:aws:iam::111122223333:role/reader"
given = boto3.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="reader")["Credentials"]
session = boto3.Session(
    aws_access_key_id=given["AccessKeyId"],
    aws_secret_access_key=given["SecretAccessKey"],
    aws_session_token=given["SessionToken"],
)


def handler(event, context):
    return "ok"
