def add(order, found: "list[str] | None" = None):
    if found is None:
        found = []
    found.append(order["id"])
    return found


def handler(event, context):
    return add(event)
