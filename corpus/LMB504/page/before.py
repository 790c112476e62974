def handler(event, context):
    with open("style.css") as file:
        return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": file.read()}
