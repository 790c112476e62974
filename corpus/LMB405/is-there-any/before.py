import boto3

ssm = boto3.client("ssm")


def handler(event, context):
    found = ssm.get_parameters_by_path(Path="/shop")
    return "Parameters" in found and len(found["Parameters"]) > 0
