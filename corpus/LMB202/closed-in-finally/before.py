import os

import psycopg2


def handler(event, context):
    conn = None
    try:
        conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
        with conn.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS orders (id integer)")
            cursor.execute("INSERT INTO orders VALUES (%s)", (event["id"],))
        conn.commit()
        return "done"
    except psycopg2.Error as error:
        return str(error)
    finally:
        if conn is not None:
            conn.close()
