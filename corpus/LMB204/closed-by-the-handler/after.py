import os

import pymysql

conn = None


def ensure_connected():
    global conn
    if conn is not None:
        try:
            conn.ping(reconnect=False)
            conn.rollback()
            return
        except pymysql.Error:
            conn = None
    conn = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=int(os.environ["MYSQL_TCP_PORT"]))


def handler(event, context):
    ensure_connected()
    with conn.cursor() as cursor:
        cursor.execute("SELECT 7")
        found = cursor.fetchone()[0]
    conn.rollback()
    return found
