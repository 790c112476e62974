import sqlite3


def handler(event, context):
    database = sqlite3.connect("names.db")
    return database.execute("SELECT ?", (event["who"],)).fetchone()[0]
