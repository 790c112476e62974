import store


def handler(event, context):
    store.add(event["row"])
    return store.rows
