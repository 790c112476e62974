import os


def use(event):
    os.environ["AWS_DEFAULT_REGION"] = event["region"]
