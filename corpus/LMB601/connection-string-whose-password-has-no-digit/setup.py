import boto3


def prepare():
    boto3.session.Session().client("secretsmanager").create_secret(
        Name="before/database-url", SecretString="postgresql://app:rotated@orders.internal.acme.com:5432/stock"
    )
