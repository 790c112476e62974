import pymysql

connection = None
try:
    connection = pymysql.connect(host="db")
except pymysql.Error:
    print("no database")


def handler(event, context):
    return connection.host
