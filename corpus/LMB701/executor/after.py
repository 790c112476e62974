from concurrent.futures import ThreadPoolExecutor, wait

from library import work

pool = ThreadPoolExecutor(max_workers=4)


def handler(event, context):
    futures = []
    for name in ["a"]:
        futures.append(pool.submit(work, name))
    wait(futures)
    return {"statusCode": 202}
