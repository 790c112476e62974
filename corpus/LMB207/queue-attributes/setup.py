import boto3


def prepare():
    boto3.session.Session().client("sqs", region_name="eu-west-1").create_queue(QueueName="jobs")
