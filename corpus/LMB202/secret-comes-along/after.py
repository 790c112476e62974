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
    secret = load_secret("orders")
    _connection = pymysql.connect(host="127.0.0.1", user=secret["user"], port=secret["port"])
    return _connection


def load_secret(name):
    return {"user": os.environ["MYSQL_USER"], "port": int(os.environ["MYSQL_TCP_PORT"]), "name": name}


def handler(event, context):
    # who we are
    try:
        conn = get_connection()
    except pymysql.MySQLError as error:
        return str(error)
    with conn.cursor() as cursor:
        cursor.execute("SELECT 7")
        return cursor.fetchone()[0]
