import random

import boto3

rooms = boto3.resource("dynamodb").Table("rooms")


def handler(event, context):
    pin = str(random.randint(1000, 9999))
    rooms.put_item(Item={"roomId": pin, "owner": event["owner"]})
    return len(pin)
