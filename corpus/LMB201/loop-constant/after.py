import boto3

ec2 = boto3.client("ec2", region_name="eu-west-1")


def handler(event, context):
    regions = []
    for region in event["regions"]:
        regions.append(ec2.meta.region_name + region)
    return regions
