import boto3

table = boto3.resource("dynamodb").Table("brands")
s3 = boto3.client("s3")


class Router:
    def __init__(self):
        self.routes = {}

    def get(self, path):
        return lambda function: self.routes.setdefault(path, function)


app = Router()


@app.get("/brand")
def get_brand():
    return table.scan()["Count"]


@app.get("/exports")
def list_exports():
    return s3.list_buckets()["Buckets"]


def handler(event, context):
    return app.routes[event["path"]]()
