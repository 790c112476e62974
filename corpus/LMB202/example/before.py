import os

import pymysql


def handler(event, context):
    port = int(os.environ["MYSQL_TCP_PORT"])
    conn = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=port)
    with conn.cursor() as cursor:
        cursor.execute("SELECT %s + 1", (event["number"],))
        (answer,) = cursor.fetchone()
    conn.close()
    return int(answer)
