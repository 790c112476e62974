import boto3


def prepare():
    serve("pymysql", "rotated")
    boto3.session.Session().client("secretsmanager").create_secret(Name="settings/db-password", SecretString="rotated")
