import os

import psycopg

if "PGDATABASE" in os.environ:
    conn = psycopg.connect(dbname=os.environ["PGDATABASE"])


def handler(event, context):
    return conn.execute("SELECT 7").fetchone()[0]
