import os

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
    port = int(os.environ["MYSQL_TCP_PORT"])
    _connection = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=port)
    return _connection


def handler(event, context):
    conn = get_connection()
    with conn.cursor() as cursor:
        cursor.execute("SELECT %s + 1", (event["number"],))
        (answer,) = cursor.fetchone()
    conn.rollback()
    return int(answer)
