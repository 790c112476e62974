import store


def handler(event, context):
    store.rows = []
    store.add(event["row"])
    return store.rows
