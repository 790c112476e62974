import os

import psycopg2

conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
cursor = conn.cursor()


def next_of(number):
    cursor.execute("SELECT %s + 1", (number,))
    return cursor.fetchone()[0]


# Example usage
answer = next_of(1)
print(answer)
conn.close()


def handler(event, context):
    return next_of(event["number"])
