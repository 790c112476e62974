import os

import pymysql

conn = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=int(os.environ["MYSQL_TCP_PORT"]))


def handler(event, context):
    with conn.cursor() as cursor:
        cursor.execute("SELECT 7")
        found = cursor.fetchone()[0]
    conn.close()
    return found
