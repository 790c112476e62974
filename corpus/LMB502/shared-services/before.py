import boto3

table = boto3.resource("dynamodb").Table("brands")

sns = boto3.client("sns")


def handler(event, context):
    if event["action"] == "get":
        return table.get_item(Key={"id": event["id"]}).get("Item")
    if event["action"] == "tell":
        sns.publish(TopicArn=event["topic"], Message="hello")
    return None
