DEFAULTS = {"size": 1}


def handler(event, context):
    settings = DEFAULTS
    if "size" in event:
        settings["size"] = event["size"]
    return settings
