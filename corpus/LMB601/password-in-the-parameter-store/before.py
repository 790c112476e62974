import psycopg2


def handler(event, context):
    connection = psycopg2.connect(host="db.internal", user="orders", password="mypassword")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
