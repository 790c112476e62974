import os

import psycopg2


def handler(event, context):
    reading = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    writing = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    with reading.cursor() as rows, writing.cursor() as cursor:
        rows.execute("SELECT 1")
        for (number,) in rows:
            cursor.execute("SELECT %s", (number,))
            writing.commit()
    reading.close()
    writing.close()
    return "done"
