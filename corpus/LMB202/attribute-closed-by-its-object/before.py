import os

import psycopg2


class Repository:
    def __init__(self):
        self.connection = psycopg2.connect(dbname=os.environ["PGDATABASE"])

    def double(self, number):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT %s * 2", (number,))
            return cursor.fetchone()[0]

    def close(self):
        self.connection.close()


def handler(event, context):
    repository = Repository()
    try:
        return repository.double(event["number"])
    finally:
        repository.close()
