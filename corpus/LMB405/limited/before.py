import boto3

ssm = boto3.client("ssm")


def handler(event, context):
    response = ssm.get_parameters_by_path(Path="/shop", MaxResults=5)
    return {parameter["Name"]: parameter["Value"] for parameter in response["Parameters"]}
