def asset():
    with open("style.css") as file:
        return {"headers": {"Content-Type": "text/css"}, "body": file.read()}


def handler(event, context):
    return "ok"
