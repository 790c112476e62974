import boto3

dynamodb = boto3.resource("dynamodb")
stages = ["test"]


class Settings:
    @property
    def table(self):
        return f"orders-{stages[-1]}"


settings = Settings()


def handler(event, context):
    table = dynamodb.Table(settings.table)
    return table.name
