import os
from contextlib import suppress

import pymysql

_connection = None


def get_connection():
    global _connection
    if _connection is not None:
        try:
            _connection.ping(reconnect=False)
            _connection.rollback()
            return _connection
        except pymysql.Error:
            _connection = None
    _connection = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=int(os.environ["MYSQL_TCP_PORT"]))
    return _connection


def handler(event, context):
    conn = get_connection()
    try:
        # a cursor of its own
        with conn.cursor() as cursor:
            cursor.execute("SELECT 7")
            return cursor.fetchone()[0]
    finally:
        with suppress(pymysql.Error):
            conn.rollback()
