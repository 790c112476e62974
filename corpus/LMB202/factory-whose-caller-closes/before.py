import os

import psycopg2


def connect():
    """The orders' database."""
    name = os.environ["PGDATABASE"]
    return psycopg2.connect(dbname=name)


def handler(event, context):
    conn = connect()
    cursor = conn.cursor()
    cursor.execute("SELECT 7")
    conn.close()
    return 7
