import urllib3

TIMEOUT = 3


def pool():
    http = urllib3.PoolManager(timeout=TIMEOUT)
    return str(http.connection_pool_kw["timeout"])


TIMEOUT = 5
FIRST = pool()


def handler(event, context):
    return pool(), FIRST
