import os


def use(event):
    return os.environ["AWS_DEFAULT_REGION"] == event["region"]
