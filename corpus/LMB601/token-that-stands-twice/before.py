import boto3

secrets = boto3.client("secretsmanager")


def is_known(token):
    return token == "q9XzR4tLw82bVmK71sYp"


def handler(event, context):
    return {"known": is_known(event["token"]), "given": {"token": "q9XzR4tLw82bVmK71sYp"}}
