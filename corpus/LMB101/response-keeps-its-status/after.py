def handler(event, context):
    response = {"statusCode": 200, "body": ""}
    if "id" not in event:
        response["statusCode"] = 400
    response["body"] = event.get("id", "no id")
    return response
