import boto3

secrets_manager = boto3.client("secretsmanager")


def get_token():
    return secrets_manager.get_secret_value(SecretId="before/token")["SecretString"]


HEADERS = {"Authorization": f"Bearer {get_token()}"}


def handler(event, context):
    return {"length": len(HEADERS["Authorization"])}
