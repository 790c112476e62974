DEFAULTS = {"size": 1}


def handler(event, context):
    settings = dict(DEFAULTS)
    if "size" in event:
        settings["size"] = event["size"]
    return settings
