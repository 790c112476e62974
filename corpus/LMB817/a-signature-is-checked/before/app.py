import hmac
import os


def handler(event, context):
    expected = hmac.new(os.environ["KEY"].encode(), event["body"].encode(), "sha256").hexdigest()
    if not hmac.compare_digest(expected, event["headers"]["x-signature"]):
        return {"statusCode": 403}
    return {"statusCode": 204}
