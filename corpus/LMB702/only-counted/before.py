import multiprocessing


def handler(event, context):
    return multiprocessing.cpu_count() > 0
