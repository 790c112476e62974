import uuid

import boto3

table = boto3.resource("dynamodb").Table("notes")


def handler(event, context):
    if event["method"] == "POST":
        note = event["id"]
        table.put_item(Item={"noteId": note, "text": event["text"]})
    else:
        note = str(uuid.uuid4())
        table.delete_item(Key={"noteId": note})
    return len(note)
