import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    dynamodb.put_item(
        TableName="Users",
        Item={"UserId": {"S": event["user_id"]}, "UserName": {"S": event["user_name"]}},
        ConditionExpression="attribute_not_exists(UserId) OR UserName = :old",
        ExpressionAttributeValues={":old": {"S": "Bob"}},
    )
