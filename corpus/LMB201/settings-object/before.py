import boto3


class Settings:
    def __init__(self):
        self.table = "orders"
        self.verbose = False


settings = Settings()


def prepare(event):
    chosen = settings
    chosen.verbose = event["name"] == "audit"


def handler(event, context):
    prepare(event)
    table = boto3.resource("dynamodb").Table(settings.table)
    return table.name
