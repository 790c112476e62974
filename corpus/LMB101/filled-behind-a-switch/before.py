from json import loads

rows = []
loaded = False


def load(text):
    for row in loads(text):
        rows.append(row)


def handler(event, context):
    global loaded
    if not loaded:
        load("[1, 2]")
        _ = True
    return list(rows)
