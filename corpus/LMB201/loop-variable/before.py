import boto3


def handler(event, context):
    regions = []
    for region in event["regions"]:
        ec2 = boto3.client("ec2", region_name=region)
        regions.append(ec2.meta.region_name + region)
    return regions
