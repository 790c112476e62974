import boto3
import psycopg2

ssm = boto3.client("ssm")


def get_password():
    return ssm.get_parameter(Name="/before/password", WithDecryption=True)["Parameter"]["Value"]


def handler(event, context):
    connection = psycopg2.connect(host="db.internal", user="orders", password=get_password())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
