import os

HEADERS = {"Authorization": "Bearer " + os.environ["TOKEN"]}


def handler(event, context):
    return {"length": len(HEADERS["Authorization"])}
