import pymysql


def credentials():
    return "app", "x"


def handler(event, context):
    user, password = credentials()
    connection = pymysql.connect(host="db", user=user, password=password)
    return connection.user
