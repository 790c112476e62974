import boto3

api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")
table = boto3.resource("dynamodb").Table("connections")


def handler(event, context):
    api.post_to_connection(ConnectionId=event["requestContext"]["connectionId"], Data=b"hello")
