import os


def connect(secure):
    os.environ["FREETDSCONF"] = "/var/task/ssl.conf" if secure else "/var/task/plain.conf"
    return os.environ["FREETDSCONF"]


def handler(event, context):
    return connect(event["id"] == "p1")
