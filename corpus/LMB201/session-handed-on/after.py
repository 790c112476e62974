import boto3

session = boto3.Session()


def region(session):
    return session.region_name


def handler(event, context):
    return region(session)
