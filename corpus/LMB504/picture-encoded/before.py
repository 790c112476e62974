import base64


def handler(event, context):
    with open("style.css", "rb") as file:
        picture = file.read()
    headers = {"Content-Type": "image/png"}
    body = base64.b64encode(picture).decode()
    return {"statusCode": 200, "headers": headers, "body": body, "isBase64Encoded": True}
