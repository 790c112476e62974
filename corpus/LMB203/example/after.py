import json

import urllib3

http = urllib3.PoolManager()


def handler(event, context):
    pool = http.connection_from_url("https://hooks.example/notify")
    return json.dumps({"host": pool.host, "order": event["order"]})
