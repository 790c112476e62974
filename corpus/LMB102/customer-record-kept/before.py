import boto3

customers = boto3.resource("dynamodb").Table("customers")

customer_record = None


def handler(event, context):
    global customer_record
    answer = customers.get_item(Key={"id": event["customer"]})
    customer_record = answer.get("Item", {})
    return {"name": customer_record.get("name")}
