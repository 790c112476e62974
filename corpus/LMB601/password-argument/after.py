import boto3
import psycopg2

secrets_manager = boto3.client("secretsmanager")


def get_password():
    return secrets_manager.get_secret_value(SecretId="before/password")["SecretString"]


def handler(event, context):
    connection = psycopg2.connect(host="db.internal", user="orders", password=get_password())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
