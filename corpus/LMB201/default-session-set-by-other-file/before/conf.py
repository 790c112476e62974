import boto3 as b


def setup():
    b.DEFAULT_SESSION = b.session.Session(region_name="eu-north-1")
