import os

import psycopg

_connection = None


def get_connection():
    global _connection
    if _connection is not None:
        try:
            if _connection.info.transaction_status:
                _connection.rollback()
            _connection.execute("SELECT 1")
            _connection.rollback()
            return _connection
        except psycopg.Error:
            _connection = None
    _connection = psycopg.connect(dbname=os.environ["PGDATABASE"])
    return _connection


def handler(event, context):
    conn = get_connection()
    with conn.transaction():
        conn.execute("CREATE TABLE IF NOT EXISTS orders (id integer)")
        conn.execute("INSERT INTO orders VALUES (%s)", (event["id"],))
        return conn.execute("SELECT count(*) FROM orders").fetchone()[0]
