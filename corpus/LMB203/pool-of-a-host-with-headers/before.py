import urllib3


def handler(event, context):
    http = urllib3.PoolManager()
    pool = http.connection_from_host("api.example")
    pool.headers["Authorization"] = event.get("token", "")
    return pool.host
