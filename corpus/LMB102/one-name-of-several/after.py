import uuid

run = None


def handler(event, context):
    """Greets."""
    global run
    name = ""
    run = str(uuid.uuid4())
    if "name" in event:
        name = event["name"]
    return {"name": name, "run": len(run)}
