import os

import psycopg2


def handler(event, context):
    with psycopg2.connect(dbname=event.get("database", os.environ["PGDATABASE"])) as conn:
        with conn.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS orders (id integer)")
            cursor.execute("INSERT INTO orders VALUES (%s)", (event["id"],))
            cursor.execute("SELECT count(*) FROM orders")
            return cursor.fetchone()[0]
