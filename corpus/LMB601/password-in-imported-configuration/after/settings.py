import boto3

secrets_manager = boto3.client("secretsmanager")


def get_db_password():
    return secrets_manager.get_secret_value(SecretId="settings/db-password")["SecretString"]


db_password = get_db_password()
