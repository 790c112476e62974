import boto3

ssm = boto3.client("ssm")


def handler(event, context):
    removed = 0
    while True:
        found = ssm.get_parameters_by_path(Path="/shop")
        if not found["Parameters"]:
            return removed
        for one in found["Parameters"]:
            ssm.delete_parameter(Name=one["Name"])
            removed += 1
