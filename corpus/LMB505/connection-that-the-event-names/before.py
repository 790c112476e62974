import boto3

api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")


def handler(event, context):
    api.post_to_connection(ConnectionId=event["connectionId"], Data=b"hello")
