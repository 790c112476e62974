import urllib3
from urllib3 import PoolManager, Retry, Timeout

pool = PoolManager(timeout=Timeout(connect=2.0), retries=Retry(3))


def host(url):
    return pool.connection_from_url(url).host


def handler(event, context):
    headers = {"X-Order": event["order"]}
    return host(event["url"]) + headers["X-Order"] + urllib3.__name__
