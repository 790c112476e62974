import os


def prepare():
    serve("psycopg2", "mypassword")
    os.environ["BEFORE_PASSWORD"] = LIVES[-1]


def between(number):
    LIVES.append("rotated")
    os.environ["BEFORE_PASSWORD"] = LIVES[-1]
