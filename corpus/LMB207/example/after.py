import boto3

dynamodb = boto3.resource("dynamodb")
orders = dynamodb.Table("orders")


def handler(event, context):
    return orders.get_item(Key={"id": event["id"]}).get("Item", {}).get("state")
