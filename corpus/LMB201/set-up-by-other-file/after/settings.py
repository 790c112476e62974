import os


def load():
    os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"
