import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    item = dict(event["item"])
    item["UserName"] = event["user_name"]
    table.put_item(Item=item)
