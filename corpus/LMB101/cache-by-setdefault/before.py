clients = {}


def handler(event, context):
    return clients.setdefault(event["region"], {"region": event["region"]})
