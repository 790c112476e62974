model = None


def load(name):
    return {"name": name}


def handler(event, context):
    global model
    model = model or load(event["name"])
    return model
