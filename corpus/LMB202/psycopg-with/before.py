import os

import psycopg


def handler(event, context):
    with psycopg.connect(dbname=os.environ["PGDATABASE"]) as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS orders (id integer)")
        conn.execute("INSERT INTO orders VALUES (%s)", (event["id"],))
        return conn.execute("SELECT count(*) FROM orders").fetchone()[0]
