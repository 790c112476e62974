import os
from contextlib import suppress

import psycopg2

_connection = None


def get_connection():
    global _connection
    if _connection is not None:
        try:
            if _connection.info.transaction_status:
                _connection.rollback()
            with _connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            _connection.rollback()
            return _connection
        except psycopg2.Error:
            _connection = None
    _connection = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    return _connection


def handler(event, context):
    conn = None
    try:
        conn = get_connection()
        with conn.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS orders (id integer)")
            cursor.execute("INSERT INTO orders VALUES (%s)", (event["id"],))
        conn.commit()
        return "done"
    except psycopg2.Error as error:
        return str(error)
    finally:
        if conn is not None:
            with suppress(psycopg2.Error):
                conn.rollback()
