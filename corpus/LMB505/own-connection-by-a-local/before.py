import boto3

api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")
table = boto3.resource("dynamodb").Table("connections")


def handler(event, context):
    connection = event["requestContext"]["connectionId"]
    api.post_to_connection(ConnectionId=connection, Data=b"hello")
