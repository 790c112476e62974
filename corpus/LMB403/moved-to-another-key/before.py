import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Pages")


def handler(event, context):
    page = table.get_item(Key={"Path": event["path"]})["Item"]
    page["Path"] = "/moved"
    table.put_item(Item=page)
