import boto3

sns_client = boto3.client("sns")


def region():
    return sns_client.meta.region_name
