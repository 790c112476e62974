import boto3

s3 = boto3.client("s3")

PREFIXES = ("invoice-", "receipt-")
# names of the documents that are there
found = []


def handler(event, context):
    listing = s3.list_objects_v2(Bucket=event["bucket"])
    for item in listing.get("Contents", []):
        if item["Key"].startswith(PREFIXES):
            found.append(item["Key"])
    return len(found) == len(PREFIXES)
