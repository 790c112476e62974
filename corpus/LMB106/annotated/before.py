def collect(name: str, found: list[str] = []) -> list[str]:
    found.append(name)
    return found


def handler(event, context):
    return collect(event["name"])
