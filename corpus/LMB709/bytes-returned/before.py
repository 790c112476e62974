import base64


def handler(event, context):
    return {"body": base64.b64encode(b"abc")}
