import boto3

ssm = boto3.client("ssm")


def show(response):
    return len(response["Parameters"])


def handler(event, context):
    return show(ssm.get_parameters_by_path(Path="/shop"))
