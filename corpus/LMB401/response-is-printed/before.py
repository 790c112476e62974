import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    response = table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    print(response["ResponseMetadata"]["HTTPStatusCode"])
    return {"statusCode": 201}
