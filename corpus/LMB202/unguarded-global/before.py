import os

import psycopg2

conn = None


def handler(event, context):
    global conn
    conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    return conn.closed
