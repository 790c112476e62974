import random
import string

import boto3

rooms = boto3.resource("dynamodb").Table("rooms")


def handler(event, context):
    pin = "".join(random.choices(string.ascii_letters, k=16))
    rooms.put_item(Item={"roomId": pin, "owner": event["owner"]})
    return len(pin)
