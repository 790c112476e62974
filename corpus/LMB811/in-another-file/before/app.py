import store


def handler(event, context):
    store.count()
