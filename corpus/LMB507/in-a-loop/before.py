import boto3

s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        name = record["s3"]["bucket"]["name"]
        s3.put_object(Bucket=name, Key=record["s3"]["object"]["key"], Body=b"seen")
