import boto3

customers = boto3.resource("dynamodb").Table("customers")


def handler(event, context):
    customer_record = None
    answer = customers.get_item(Key={"id": event["customer"]})
    customer_record = answer.get("Item", {})
    return {"name": customer_record.get("name")}
