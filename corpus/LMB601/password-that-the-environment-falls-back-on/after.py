import os

import psycopg2


def handler(event, context):
    connection = psycopg2.connect(host="db.internal", user="orders", password=os.environ["DB_PASSWORD"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
