import os

from elasticsearch import Elasticsearch


def handler(event, context):
    client = Elasticsearch(os.environ["SEARCH"])
    return client.search(event["text"])
