import pickle

import boto3

s3 = boto3.client("s3")
MODEL = None


def model():
    global MODEL
    if MODEL is None:
        s3.download_file("reports", "in.csv", "/tmp/model.txt")
        MODEL = open("/tmp/model.txt").read()
    return MODEL


def handler(event, context):
    return model()
