import urllib3

http = urllib3.PoolManager()


def handler(event, context):
    pool = http.connection_from_host("api.example")
    pool.close()
    return pool.host
