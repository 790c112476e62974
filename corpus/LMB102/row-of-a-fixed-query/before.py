import sqlite3

database = sqlite3.connect(":memory:", check_same_thread=False)
customer = None


def handler(event, context):
    global customer
    cursor = database.cursor()
    cursor.execute("SELECT ?", ("Ann",))
    row = cursor.fetchone()
    if row[0]:
        customer = row[0]
    return customer or "nobody"
