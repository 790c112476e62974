from concurrent.futures import ThreadPoolExecutor

from library import work

pool = ThreadPoolExecutor(max_workers=4)


def handler(event, context):
    for name in ["a"]:
        pool.submit(work, name)
    return {"statusCode": 202}
