import os

import psycopg2

conn = None
cursor = None


def ensure_connected():
    global conn, cursor
    if conn is not None:
        try:
            if conn.info.transaction_status:
                conn.rollback()
            with conn.cursor() as probe:
                probe.execute("SELECT 1")
            conn.rollback()
            return
        except psycopg2.Error:
            conn = None
    conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    cursor = conn.cursor()


def next_of(number):
    cursor.execute("SELECT %s + 1", (number,))
    return cursor.fetchone()[0]


if __name__ == "__main__":
    ensure_connected()
    print(next_of(1))
    conn.close()


def handler(event, context):
    ensure_connected()
    return next_of(event["number"])
