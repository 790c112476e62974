import time

now = time.time_ns()


def handler(event, context):
    return {"key": f"{event['name']}-{now}"}
