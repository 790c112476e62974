from pathlib import Path


def handler(event, context):
    body = Path("style.css").read_text()
    return {"statusCode": 200, "headers": {"content-type": "application/javascript"}, "body": body}
