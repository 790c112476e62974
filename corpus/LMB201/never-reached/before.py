import boto3


def upload(path):
    s3 = boto3.client("s3")
    s3.upload_file(path, "reports", path)


def handler(event, context):
    return event["path"]


if __name__ == "__main__":
    upload("report.txt")
