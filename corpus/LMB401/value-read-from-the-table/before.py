import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")
plans = dynamodb.Table("Plans")


def handler(event, context):
    found = table.get_item(Key={"UserId": event["user_id"]}).get("Item", {})
    table.put_item(
        Item={"UserId": event["user_id"], "UserName": event["user_name"], "Plan": found.get("Plan", "free")}
    )
