import os

import pymysql


def handler(event, context):
    with pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=int(os.environ["MYSQL_TCP_PORT"])) as conn:
        # a cursor of its own
        with conn.cursor() as cursor:
            cursor.execute("SELECT 7")
            return cursor.fetchone()[0]
