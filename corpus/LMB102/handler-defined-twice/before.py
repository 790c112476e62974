last_name = ""


def handler(event, context):
    global last_name
    if "name" in event:
        last_name = event["name"]
    return last_name


def handler(event, context):
    global last_name
    if "name" in event:
        last_name = event["name"]
    return {"name": last_name}
