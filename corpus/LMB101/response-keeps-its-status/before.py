response = {"statusCode": 200, "body": ""}


def handler(event, context):
    if "id" not in event:
        response["statusCode"] = 400
    response["body"] = event.get("id", "no id")
    return response
