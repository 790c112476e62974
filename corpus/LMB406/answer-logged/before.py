import boto3

events = boto3.client("events")


def handler(event, context):
    response = events.put_events(Entries=[{"Detail": order} for order in event["orders"]])
    print(response)
