import sqlite3


def handler(event, context):
    path = "/tmp/orders.db"
    with open(path, "wb") as output:
        output.write(b"")
    connection = sqlite3.connect(path)
    connection.close()
