import boto3


def handler(event, context):
    region = event["region"]
    if event["notify"]:
        sns = boto3.client("sns", region_name=region)
        return sns.meta.region_name
    return region
