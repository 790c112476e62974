import urllib3

TIMEOUT = 3


def pool():
    return str(http.connection_pool_kw["timeout"])


TIMEOUT = 5
http = urllib3.PoolManager(timeout=TIMEOUT)
FIRST = pool()


def handler(event, context):
    return pool(), FIRST
