import boto3

CONFIG = {"region": "us-east-1"}


def use(config, event):
    config["region"] = event["region"]


def handler(event, context):
    use(CONFIG, event)
    return boto3.client("s3", region_name=CONFIG["region"]).meta.region_name
