import boto3

api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")
table = boto3.resource("dynamodb").Table("connections")


def disconnect(event):
    table.delete_item(Key={"id": event["requestContext"]["connectionId"]})


def handler(event, context):
    if event["requestContext"]["routeKey"] == "$disconnect":
        return disconnect(event)
    for row in event["rows"]:
        try:
            api.post_to_connection(ConnectionId=row["id"], Data=b"hello")
        except api.exceptions.GoneException:
            # the client has left without a word
            table.delete_item(Key={"id": row["id"]})
