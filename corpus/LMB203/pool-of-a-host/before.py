import urllib3


def handler(event, context):
    http = urllib3.PoolManager()
    pool = http.connection_from_host("api.example")
    return pool.host
