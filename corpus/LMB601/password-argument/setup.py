import boto3


def prepare():
    serve("psycopg2", "mypassword")
    boto3.session.Session().client("secretsmanager").create_secret(Name="before/password", SecretString="mypassword")


def between(number):
    LIVES.append("rotated")
    boto3.session.Session().client("secretsmanager").put_secret_value(
        SecretId="before/password", SecretString="rotated"
    )
