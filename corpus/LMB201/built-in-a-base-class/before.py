import boto3


class Store:
    def __init__(self):
        self.s3 = boto3.client("s3")


class Orders(Store):
    def __init__(self, name):
        super().__init__()
        self.name = name

    def region(self):
        return f"{self.name} {self.s3.meta.region_name}"


def handler(event, context):
    return Orders("orders").region()
