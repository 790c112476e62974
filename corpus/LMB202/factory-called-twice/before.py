import os

import psycopg2


def connect():
    return psycopg2.connect(dbname=os.environ["PGDATABASE"])


def handler(event, context):
    reading = connect()
    writing = connect()
    with reading.cursor() as rows, writing.cursor() as cursor:
        rows.execute("SELECT 1")
        for (number,) in rows:
            cursor.execute("SELECT %s", (number,))
            writing.commit()
    return "done"
