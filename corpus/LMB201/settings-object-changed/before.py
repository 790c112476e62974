import boto3

dynamodb = boto3.resource("dynamodb")


class Settings:
    def __init__(self):
        self.table = "orders"
        self.verbose = False


settings = Settings()


def prepare(event):
    chosen = settings
    chosen.table = event["name"]


def handler(event, context):
    prepare(event)
    table = dynamodb.Table(settings.table)
    return table.name
