import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("audit")


class Orders:
    def __init__(self, name):
        self.table = dynamodb.Table(name)

    def audit(self):
        return [self.table.name, table.name]


def handler(event, context):
    return Orders(event["table"]).audit()
