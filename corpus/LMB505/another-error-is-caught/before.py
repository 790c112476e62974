import boto3

api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")
table = boto3.resource("dynamodb").Table("connections")


def handler(event, context):
    for row in event["rows"]:
        try:
            api.post_to_connection(ConnectionId=row["id"], Data=b"hello")
        except KeyError:
            print("gone")
