import boto3

ssm = boto3.client("ssm")


def handler(event, context):
    options = {"Path": "/shop"}
    return [one["Name"] for one in ssm.get_parameters_by_path(**options)["Parameters"]]
