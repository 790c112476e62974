import boto3


def handler(event, context):
    credentials = boto3.Session().get_credentials().get_frozen_credentials()
    print("key", credentials.secret_key)
