model = None


def current():
    global model
    if model is None:
        model = "default"
    return model


def handler(event, context):
    global model
    if "use" in event:
        model = event["use"]
    return current()
