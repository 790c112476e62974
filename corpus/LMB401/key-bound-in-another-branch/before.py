import uuid

import boto3

table = boto3.resource("dynamodb").Table("notes")


def handler(event, context):
    if event["method"] == "POST":
        note = str(uuid.uuid4())
        table.put_item(Item={"noteId": note, "text": event["text"]})
    else:
        note = event["id"]
        table.delete_item(Key={"noteId": note})
    return len(note)
