import uuid

batch = str(uuid.uuid4())


def tag(name):
    return f"{batch}:{name}"


def handler(event, context):
    global batch
    batch = str(uuid.uuid4())
    return tag(event["name"])
