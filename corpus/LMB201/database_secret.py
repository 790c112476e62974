import boto3


def prepare():
    boto3.session.Session().client("secretsmanager").create_secret(Name="database", SecretString='{"user": "ada"}')
