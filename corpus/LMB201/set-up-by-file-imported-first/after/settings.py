import os

STAGE = "test"
os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"
