import boto3

table = boto3.resource("dynamodb").Table("Users")


def create_user(event):
    try:
        table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print("the user is there")
        raise
    return {"statusCode": 201}


def handler(event, context):
    return create_user(event)
