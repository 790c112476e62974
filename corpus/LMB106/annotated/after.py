def collect(name: str, found: list[str] | None = None) -> list[str]:
    if found is None:
        found = []
    found.append(name)
    return found


def handler(event, context):
    return collect(event["name"])
