import os

import psycopg2

_connection = None


def connect():
    """The orders' database."""
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
    name = os.environ["PGDATABASE"]
    _connection = psycopg2.connect(dbname=name)
    return _connection


def handler(event, context):
    conn = connect()
    cursor = conn.cursor()
    cursor.execute("SELECT 7")
    return cursor.fetchone()[0]
