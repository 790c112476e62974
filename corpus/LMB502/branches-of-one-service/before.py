import boto3

table = boto3.resource("dynamodb").Table("brands")


def handler(event, context):
    if event["action"] == "get":
        return table.get_item(Key={"id": event["id"]}).get("Item")
    elif event["action"] == "drop":
        return table.delete_item(Key={"id": event["id"]})
    return None
