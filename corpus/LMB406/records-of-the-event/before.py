import boto3

firehose = boto3.client("firehose")


def handler(event, context):
    records = [{"Data": record["body"]} for record in event["Records"]]
    firehose.put_record_batch(DeliveryStreamName="orders", Records=records)
