import boto3

ssm = boto3.client("ssm")


def handler(event, context):
    response = ssm.get_parameters_by_path(Path="/shop")
    return [len(response["Parameters"]), response["ResponseMetadata"]["HTTPStatusCode"]]
