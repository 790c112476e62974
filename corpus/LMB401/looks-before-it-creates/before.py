import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    if "Item" not in table.get_item(Key={"UserId": "all", "Name": event["user_name"]}):
        table.put_item(Item={"UserId": "all", "Name": event["user_name"], "By": event["user_id"]})
