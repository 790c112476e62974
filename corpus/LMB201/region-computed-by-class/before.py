import boto3
import itertools


class Settings:
    count = itertools.count(1)

    def __getattr__(self, name):
        return "eu-west-%d" % next(self.count)


settings = Settings()


def handler(event, context):
    client = boto3.client("sqs", region_name=settings.region)
    return client.meta.region_name
