import boto3
import logos

table = boto3.resource("dynamodb").Table("brands")


def handler(event, context):
    if event["action"] == "get":
        return table.get_item(Key={"id": event["id"]}).get("Item")
    if event["action"] == "classify":
        return logos.classify(event["logo"])
    return None
