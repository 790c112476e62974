import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    item = {"UserId": event["user_id"]}
    item["UserName"] = event["user_name"]
    table.put_item(Item=item)
