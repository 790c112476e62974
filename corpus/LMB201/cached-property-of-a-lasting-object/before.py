from functools import cached_property

import boto3


class Orders:
    @cached_property
    def queue(self):
        return boto3.client("sqs")

    def region(self):
        return self.queue.meta.region_name


orders = Orders()


def handler(event, context):
    return orders.region()
