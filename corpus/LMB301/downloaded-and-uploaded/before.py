import boto3

s3 = boto3.client("s3")


def handler(event, context):
    # as the queue gives them
    for key in event["keys"]:
        s3.download_file("reports", key, "/tmp/report.csv")
        with open("/tmp/report.csv", "a") as report:
            report.write("\nend")
        s3.upload_file("/tmp/report.csv", "reports", f"done/{key}")
    return len(event["keys"])
