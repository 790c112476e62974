import os

from elasticsearch import Elasticsearch


def handler(event, context):
    client = Elasticsearch(event.get("host") or os.environ["SEARCH"])
    return client.search(event["text"])
