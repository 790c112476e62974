import tempfile

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    # as the queue gives them
    for key in event["keys"]:
        with tempfile.TemporaryDirectory() as directory:
            s3.download_file("reports", key, f"{directory}/report.csv")
            with open(f"{directory}/report.csv", "a") as report:
                report.write("\nend")
            s3.upload_file(f"{directory}/report.csv", "reports", f"done/{key}")
    return len(event["keys"])
