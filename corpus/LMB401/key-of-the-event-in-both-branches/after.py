import uuid

import boto3

table = boto3.resource("dynamodb").Table("notes")


def handler(event, context):
    if event["method"] == "POST":
        note = event["id"]
        try:
            table.put_item(
                Item={"noteId": note, "text": event["text"]},
                ConditionExpression="attribute_not_exists(noteId)",
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            # the item is there already: a repeated event, or a retry of a write that had gone through
            pass
    else:
        note = str(uuid.uuid4())
        table.delete_item(Key={"noteId": note})
    return len(note)
