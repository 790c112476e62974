import os

import pymysql


def load_secret(name):
    return {"user": os.environ["MYSQL_USER"], "port": int(os.environ["MYSQL_TCP_PORT"]), "name": name}


def handler(event, context):
    # who we are
    secret = load_secret("orders")
    try:
        conn = pymysql.connect(host="127.0.0.1", user=secret["user"], port=secret["port"])
    except pymysql.MySQLError as error:
        return str(error)
    with conn.cursor() as cursor:
        cursor.execute("SELECT 7")
        return cursor.fetchone()[0]
