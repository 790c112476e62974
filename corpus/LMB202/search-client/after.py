import os

from elasticsearch import Elasticsearch

client = Elasticsearch(os.environ["SEARCH"])


def handler(event, context):
    return client.search(event["text"])
