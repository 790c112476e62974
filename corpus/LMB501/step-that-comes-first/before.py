import boto3

lambda_client = boto3.client("lambda")
queue = boto3.client("sqs")


def render(order):
    lambda_client.invoke(FunctionName="render", Payload=order)


def handler(event, context):
    queue.send_message(QueueUrl="invoices", MessageBody=event["order"])
    render(event["order"])
