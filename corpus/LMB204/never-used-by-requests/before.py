import os

import psycopg2

conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])


def migrate():
    conn.cursor().execute("SELECT 1")


def handler(event, context):
    return 7
