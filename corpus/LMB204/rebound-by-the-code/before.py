import os

import psycopg2

conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])


def handler(event, context):
    global conn
    try:
        conn.cursor().execute("SELECT 7")
    except psycopg2.Error:
        conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    return 7
