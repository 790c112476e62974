import boto3

table = boto3.resource("dynamodb").Table("devices")


def handler(event, context):
    table.put_item(Item={"deviceId": event["id"], "state": event["state"], "updatedAt": event["time"]})
    return event["state"]
