import boto3

queue = boto3.client("sqs", region_name="eu-west-1")


class Orders:
    def __init__(self, region):
        self.region = region
        self.queue = queue

    def where(self):
        return self.queue.meta.region_name + self.region


def handler(event, context):
    return Orders(event["region"]).where()
