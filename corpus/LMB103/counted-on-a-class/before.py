class Statistics:
    requests = 0


def handler(event, context):
    Statistics.requests += 1
    return Statistics.requests
