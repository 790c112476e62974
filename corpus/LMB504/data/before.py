def handler(event, context):
    with open("style.css") as file:
        return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": file.read()}
