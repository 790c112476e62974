import sqlite3


def handler(event, context):
    database = sqlite3.connect("scores.db")
    database.execute("CREATE TABLE IF NOT EXISTS scores (who TEXT)")
    database.execute("INSERT INTO scores VALUES (?)", (event["who"],))
    database.commit()
    return database.execute("SELECT COUNT(*) FROM scores").fetchone()[0]
