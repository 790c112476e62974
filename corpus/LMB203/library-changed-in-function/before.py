import urllib3


def handler(event, context):
    urllib3.PoolManager = type("Fake", (), {"name": event["n"]})
    http = urllib3.PoolManager()
    return http.name
