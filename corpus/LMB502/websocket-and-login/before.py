import boto3

table = boto3.resource("dynamodb").Table("brands")


def handler(event, context):
    if event["route"] == "$connect":
        return table.put_item(Item={"id": event["id"]})
    if event["route"] == "$disconnect":
        return table.delete_item(Key={"id": event["id"]})
    if event["route"] == "/login":
        return table.get_item(Key={"id": event["id"]}).get("Item")
    return None
