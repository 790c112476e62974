def handler(event, context):
    with open("style.css") as file:
        return {"statusCode": 200, "body": file.read()}
