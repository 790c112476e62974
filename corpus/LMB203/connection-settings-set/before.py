import urllib3


def handler(event, context):
    http = urllib3.PoolManager()
    http.connection_pool_kw["timeout"] = event["timeout"]
    return http.connection_from_url("https://hooks.example").host
