from functools import cached_property

import boto3

s3_client = boto3.client("s3")
sqs_client = boto3.client("sqs")


class Orders:
    @property
    def client(self):
        return s3_client

    @cached_property
    def queue(self):
        return sqs_client

    def regions(self):
        return [self.client.meta.region_name, self.queue.meta.region_name]


def handler(event, context):
    return Orders().regions()
