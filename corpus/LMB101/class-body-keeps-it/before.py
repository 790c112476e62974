entries = []


class Journal:
    lines = entries


def handler(event, context):
    entries.append(event["line"])
    return [*entries, *Journal.lines]
