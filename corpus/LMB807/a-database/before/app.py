import pymysql


def handler(event, context):
    with pymysql.connect(host="db", connect_timeout=3) as connection:
        return connection.get_server_info()
