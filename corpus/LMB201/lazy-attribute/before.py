import boto3


class Store:
    def __init__(self):
        self.client = None

    def region(self):
        if self.client is None:
            self.client = boto3.client("s3")
        return self.client.meta.region_name


store = Store()


def handler(event, context):
    return store.region()
