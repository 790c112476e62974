import os

import psycopg2

conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
cursor = conn.cursor()


def handler(event, context):
    cursor.execute("SELECT %s + 1", (event["number"],))
    return cursor.fetchone()[0]
