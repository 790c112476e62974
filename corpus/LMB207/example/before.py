import boto3

dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    orders = dynamodb.Table("orders")
    return orders.get_item(Key={"id": event["id"]}).get("Item", {}).get("state")
