import os

import psycopg


def record(conn, order):
    conn.execute("INSERT INTO orders VALUES (%s)", (order,))
    conn.commit()


def handler(event, context):
    with psycopg.connect(dbname=os.environ["PGDATABASE"]) as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS orders (id integer)")
        record(conn, event["id"])
        return conn.execute("SELECT count(*) FROM orders").fetchone()[0]
