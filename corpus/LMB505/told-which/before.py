import boto3

api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")
table = boto3.resource("dynamodb").Table("connections")


def send(connection_id):
    api.post_to_connection(ConnectionId=connection_id, Data=b"hello")


def handler(event, context):
    send("here")
