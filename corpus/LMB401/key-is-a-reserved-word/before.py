import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    table.put_item(Item={"Name": event["user_name"], "Mail": event["mail"]})
    return {"statusCode": 201}
