import os

import psycopg2

conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])


def load():
    with conn.cursor() as cursor:
        cursor.execute("SELECT 7")
        return cursor.fetchone()[0]
