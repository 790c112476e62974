import boto3

ssm = boto3.client("ssm")


def handler(event, context):
    found = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": ["/shop/01"]}])
    return [one["Name"] for one in found["Parameters"]]
