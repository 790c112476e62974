import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    table.update_item(
        Key={"UserId": event["user_id"]},
        UpdateExpression="SET UserName = :name",
        ConditionExpression="UserName = :old",
        ExpressionAttributeValues={":name": event["user_name"], ":old": "Bob"},
    )
