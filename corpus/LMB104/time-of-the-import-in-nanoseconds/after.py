import time


def handler(event, context):
    now = time.time_ns()
    return {"key": f"{event['name']}-{now}"}
