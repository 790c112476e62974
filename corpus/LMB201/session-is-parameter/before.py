import boto3

session = boto3.Session()


def region(session):
    s3 = session.client("s3")
    return s3.meta.region_name


def handler(event, context):
    return region(session)
