import boto3
import orders


def handler(event, context):
    return orders.region()
