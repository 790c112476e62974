import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    for name in [event["user_name"], "Bob"]:
        table.put_item(Item={"UserId": event["user_id"], "UserName": name})
        if name != "Bob":
            continue
        return {"statusCode": 201}
