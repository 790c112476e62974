from concurrent.futures import ThreadPoolExecutor

from library import work


def handler(event, context):
    with ThreadPoolExecutor(max_workers=4) as pool:
        for name in ["a"]:
            pool.submit(work, name)
    return {"statusCode": 202}
