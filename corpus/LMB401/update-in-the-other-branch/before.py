import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    key = {"UserId": event["user_id"]}
    if event["known"]:
        table.update_item(
            Key=key,
            UpdateExpression="SET UserName = :name",
            ExpressionAttributeValues={":name": event["user_name"]},
        )
    else:
        table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
