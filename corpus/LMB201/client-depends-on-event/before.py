import boto3


def handler(event, context):
    client = boto3.client("dynamodb", region_name=event["region"])
    return client.meta.service_model.service_name
