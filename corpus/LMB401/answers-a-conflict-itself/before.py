import boto3

table = boto3.resource("dynamodb").Table("Users")


def handler(event, context):
    if "Item" in table.get_item(Key={"UserId": event["user_id"]}):
        return {"statusCode": 409, "body": "taken"}
    table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    return {"statusCode": 201, "body": "created"}
