import json

import boto3

counters = boto3.resource("dynamodb").Table("request-counters")


def handler(event, context):
    response = counters.update_item(
        Key={"counterId": "request_counter"},
        UpdateExpression="ADD #count :amount",
        ExpressionAttributeNames={"#count": "count"},
        ExpressionAttributeValues={":amount": 1},
        ReturnValues="UPDATED_NEW",
    )
    request_counter = int(response["Attributes"]["count"])
    return json.dumps({"count": request_counter})
