import uuid

run = None
name = ""


def handler(event, context):
    """Greets."""
    global name, run
    run = str(uuid.uuid4())
    if "name" in event:
        name = event["name"]
    return {"name": name, "run": len(run)}
