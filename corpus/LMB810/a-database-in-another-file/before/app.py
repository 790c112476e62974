import store


def handler(event, context):
    return store.cache.get("orders")
