import boto3
from botocore.config import Config


def handler(event, context):
    region = 'eu-west-1'
    patient = Config(
        retries={'mode': 'standard'},
        read_timeout=5,
    )
    s3 = boto3.client('s3', region_name=region, config=patient)
    return region + s3.meta.config.retries['mode']
