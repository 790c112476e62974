import boto3


class Orders:
    def __init__(self, dynamodb):
        self.dynamodb = dynamodb

    def name(self):
        return self.dynamodb.Table("orders").name


orders = Orders(boto3.resource("dynamodb"))


def handler(event, context):
    return orders.name()
