def handler(event, context):
    limits = {"small": 10, "large": 100}
    for name, value in event["limits"].items():
        limits[name] = value
    return limits
