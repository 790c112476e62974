import os

import psycopg2


def handler(event, context):
    conn = None
    try:
        conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
        with conn.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7)")
            cursor.execute("SELECT %s", (event["id"],))
        conn.commit()
        return "done"
    except psycopg2.Error as error:
        return str(error)
    finally:
        if conn is not None:
            conn.close()
