import boto3


def queue_url(name, region):
    sqs = boto3.client("sqs", region_name="eu-west-1")
    return sqs.meta.region_name + "/" + region + "/" + name


def handler(event, context):
    return queue_url(event["queue"], event["region"])
