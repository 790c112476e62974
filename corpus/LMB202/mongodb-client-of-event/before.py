import pymongo


def handler(event, context):
    client = pymongo.MongoClient(event["uri"], connect=False)
    return client["shop"].name
