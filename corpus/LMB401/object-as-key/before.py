import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    key = event["Records"][0]["s3"]["object"]["key"]
    table.put_item(Item={"UserId": key, "UserName": event["user_name"]})
