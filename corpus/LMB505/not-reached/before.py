import boto3

api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")
table = boto3.resource("dynamodb").Table("connections")


def broadcast(rows):
    for row in rows:
        api.post_to_connection(ConnectionId=row["id"], Data=b"hello")


def handler(event, context):
    return "ok"
