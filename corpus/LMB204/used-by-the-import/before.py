import os

import psycopg2

conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
with conn.cursor() as setup:
    setup.execute("SELECT 1")


def handler(event, context):
    with conn.cursor() as cursor:
        cursor.execute("SELECT 7")
        return cursor.fetchone()[0]
