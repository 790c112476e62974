limits = {"small": 10, "large": 100}


def handler(event, context):
    for name, value in event["limits"].items():
        limits[name] = value
    return limits
