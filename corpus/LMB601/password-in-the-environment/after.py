import os

import psycopg2


def get_password():
    return os.environ["BEFORE_PASSWORD"]


def handler(event, context):
    connection = psycopg2.connect(host="db.internal", user="orders", password=get_password())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
