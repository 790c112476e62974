import boto3

sqs = boto3.resource("sqs")


def handler(event, context):
    queue = sqs.Queue("https://sqs.eu-west-1.amazonaws.com/123456789012/jobs")
    return queue.attributes["QueueArn"].rpartition(":")[2]
