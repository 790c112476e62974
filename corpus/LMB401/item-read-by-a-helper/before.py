import boto3

table = boto3.resource("dynamodb").Table("users")


def load(user):
    return table.get_item(Key={"id": user}).get("Item", {"id": user, "visits": 0})


def handler(event, context):
    user = load(event["id"])
    user["visits"] += 1
    table.put_item(Item=user)
    return int(user["visits"])
