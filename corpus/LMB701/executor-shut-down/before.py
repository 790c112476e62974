from concurrent.futures import ThreadPoolExecutor

from library import work


def handler(event, context):
    pool = ThreadPoolExecutor(max_workers=4)
    pool.submit(work, "a")
    pool.shutdown()
    return {"statusCode": 202}
