import pymysql

password = "sunflower"


def handler(event, context):
    connection = pymysql.connect(host="db.internal", user="orders", passwd=event["pw"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
