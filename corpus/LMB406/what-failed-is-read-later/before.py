import boto3

firehose = boto3.client("firehose")


def handler(event, context):
    records = [{"Data": order} for order in event["orders"]]
    response = firehose.put_record_batch(DeliveryStreamName="orders", Records=records)
    if response["FailedPutCount"]:
        raise_alarm(response)
    return len(records)


def raise_alarm(response):
    print(response["RequestResponses"])
