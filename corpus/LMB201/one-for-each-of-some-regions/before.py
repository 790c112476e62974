import boto3


def handler(event, context):
    found = []
    for region in ["eu-west-1", "us-east-1"]:
        ec2 = boto3.client("ec2", region_name=region)
        found.append(ec2.meta.region_name)
    return found
