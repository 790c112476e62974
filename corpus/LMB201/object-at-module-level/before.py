import boto3


class Orders:
    def __init__(self):
        self.queue = boto3.client("sqs", region_name="eu-west-1")

    def where(self):
        return self.queue.meta.region_name


orders = Orders()


def handler(event, context):
    return orders.where()
