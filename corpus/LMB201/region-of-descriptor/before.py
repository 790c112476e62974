import boto3
import itertools


class Region:
    count = itertools.count(1)

    def __get__(self, instance, owner):
        return "eu-west-%d" % next(self.count)


class Settings:
    region = Region()


def handler(event, context):
    client = boto3.client("sqs", region_name=Settings.region)
    return client.meta.region_name
