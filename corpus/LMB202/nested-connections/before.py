import os

import psycopg2


def log(text):
    conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    conn.cursor().execute("SELECT %s", (text,))
    conn.close()


def handler(event, context):
    conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    cursor = conn.cursor()
    cursor.execute("SELECT 7")
    log("half way")
    conn.close()
    return cursor.rowcount
