import boto3

ssm = boto3.client("ssm")
