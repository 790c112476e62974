import boto3


class Request:
    def __init__(self, event):
        self.region = event["region"]

    def where(self):
        sqs = boto3.client("sqs", region_name=self.region)
        return sqs.meta.region_name


def handler(event, context):
    return Request(event).where()
