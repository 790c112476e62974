import boto3

dynamodb = boto3.resource("dynamodb")


class Orders:
    def __init__(self, name):
        self.table = dynamodb.Table(name)

    def audit(self):
        table = dynamodb.Table("audit")
        return [self.table.name, table.name]


def handler(event, context):
    return Orders(event["table"]).audit()
