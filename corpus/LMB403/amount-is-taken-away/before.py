import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Pages")


def handler(event, context):
    response = table.get_item(Key={"Path": event["path"]})
    page = response.get("Item")
    if not page:
        return None
    amount = event["by"]
    page["Views"] -= amount
    table.put_item(Item=page)
    return int(page["Views"])
