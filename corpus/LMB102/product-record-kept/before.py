import boto3

customers = boto3.resource("dynamodb").Table("customers")

product = None


def handler(event, context):
    global product
    answer = customers.get_item(Key={"id": event["customer"]})
    product = answer.get("Item", {})
    return {"name": product.get("name")}
