import os

import pymysql

conn = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=int(os.environ["MYSQL_TCP_PORT"]))


def handler(event, context):
    conn.ping()
    with conn.cursor() as cursor:
        cursor.execute("SELECT 7")
        return cursor.fetchone()[0]
