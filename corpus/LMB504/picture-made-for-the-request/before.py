def draw(event):
    return "abc"


def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "image/png"}, "body": draw(event)}
