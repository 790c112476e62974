import pymysql
import settings


def handler(event, context):
    connection = pymysql.connect(host="db.internal", user="orders", passwd=settings.db_password)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
