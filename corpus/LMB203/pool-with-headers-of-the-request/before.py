import urllib3
from urllib3 import PoolManager, Retry, Timeout


def host(url, order=None):
    pool = PoolManager(timeout=Timeout(connect=2.0), headers=order)
    return pool.connection_from_url(url).host


def handler(event, context):
    headers = {"X-Order": event["order"]}
    return host(event["url"]) + headers["X-Order"] + urllib3.__name__
