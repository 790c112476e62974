import os

import psycopg2


def handler(event, context):
    connection = psycopg2.connect(host="db.internal", user="orders", password=os.environ.get("DB_PASSWORD", "k3Rt9xWq"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
