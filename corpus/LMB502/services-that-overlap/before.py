import boto3

table = boto3.resource("dynamodb").Table("brands")

s3 = boto3.client("s3")


def handler(event, context):
    if event["action"] == "get":
        return table.get_item(Key={"id": event["id"]}).get("Item")
    if event["action"] == "export":
        s3.put_object(Bucket="exports", Key="all", Body=str(table.scan(Limit=1000)["Items"]))
    return None
