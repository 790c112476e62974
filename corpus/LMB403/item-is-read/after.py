import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Pages")


def handler(event, context):
    page = table.get_item(Key={"Path": event["path"]})["Item"]
    check(page["Path"])
    page["Views"] += 1
    table.update_item(
        Key={"Path": event["path"]},
        UpdateExpression="ADD #number :amount",
        ExpressionAttributeNames={"#number": "Views"},
        ExpressionAttributeValues={":amount": 1},
    )


def check(page):
    assert page
