import boto3

s3 = boto3.client("s3")


def decode(text):
    return text.encode()


def handler(event, context):
    picture = decode(event["body"])
    s3.put_object(Bucket="pictures", Key=event["pathParameters"]["name"], Body=picture)
    return {"statusCode": 201}
