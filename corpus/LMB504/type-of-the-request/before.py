def handler(event, context):
    with open("style.css") as file:
        return {"statusCode": 200, "headers": {"Content-Type": event["type"]}, "body": file.read()}
