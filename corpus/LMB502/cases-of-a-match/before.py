import boto3

table = boto3.resource("dynamodb").Table("brands")

s3 = boto3.client("s3")


def handler(event, context):
    match event["action"]:
        case "get":
            return table.get_item(Key={"id": event["id"]}).get("Item")
        case "export":
            return s3.list_buckets()["Buckets"]
    return None
