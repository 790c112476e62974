import boto3


def region(session):
    return session.region_name


def handler(event, context):
    session = boto3.Session()
    return region(session)
