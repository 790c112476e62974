import json

import urllib3


def handler(event, context):
    http = urllib3.PoolManager()
    pool = http.connection_from_url("https://hooks.example/notify")
    return json.dumps({"host": pool.host, "order": event["order"]})
