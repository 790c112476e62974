import boto3

ROLE = "arn:aws:iam::111122223333:role/reader"
sts = boto3.client("sts")


def handler(event, context):
    given = sts.assume_role(RoleArn=ROLE, RoleSessionName="reader")["Credentials"]
    return len(given) > 0
