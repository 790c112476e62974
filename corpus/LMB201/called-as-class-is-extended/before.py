import os
import boto3


class Base:
    seen = []

    def __init_subclass__(cls):
        cls.seen.append(region())


def region():
    sqs = boto3.client("sqs")
    return sqs.meta.region_name


class Child(Base):
    pass


os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"


def handler(event, context):
    return region(), Base.seen
