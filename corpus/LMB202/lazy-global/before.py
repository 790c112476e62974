import os

import psycopg2

conn = None


def connect():
    global conn
    if conn is None or conn.closed:
        conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    return conn


def handler(event, context):
    cursor = connect().cursor()
    cursor.execute("SELECT 7")
    return cursor.fetchone()[0]
