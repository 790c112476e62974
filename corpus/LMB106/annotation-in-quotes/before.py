def add(order, found: "list[str]" = []):
    found.append(order["id"])
    return found


def handler(event, context):
    return add(event)
