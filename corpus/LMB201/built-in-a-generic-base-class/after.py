from typing import Generic, TypeVar

import boto3

client = boto3.client("dynamodb")

T = TypeVar("T")


class Repository(Generic[T]):
    def __init__(self):
        self.client = client


class Orders(Repository[dict]):
    def region(self):
        return self.client.meta.region_name


def handler(event, context):
    return Orders().region()
