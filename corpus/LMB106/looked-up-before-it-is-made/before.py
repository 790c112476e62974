def opened(name, files={}):
    found = files.get("log")
    if found is None:
        found = files["log"] = name
    return found


def handler(event, context):
    return opened(event["name"])
