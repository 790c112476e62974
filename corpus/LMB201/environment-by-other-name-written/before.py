import os

import boto3

SETTINGS = os.environ


def choose(region):
    SETTINGS["AREA"] = region


def lambda_handler(event, context):
    choose(event["region"])
    s3 = boto3.client("s3", region_name=SETTINGS["AREA"])
    return s3.meta.region_name
