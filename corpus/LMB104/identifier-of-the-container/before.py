import uuid

container_id = str(uuid.uuid4())


def tag(name):
    return f"{container_id}:{name}"


def handler(event, context):
    return tag(event["name"])
