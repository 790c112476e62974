import boto3


class Settings:
    def __init__(self):
        self.table = "orders"
        self.verbose = False


settings = Settings()
table = boto3.resource("dynamodb").Table(settings.table)


def prepare(event):
    chosen = settings
    chosen.verbose = event["name"] == "audit"


def handler(event, context):
    prepare(event)
    return table.name
