from collections import Counter

attempts = Counter()


def handler(event, context):
    attempts[event["ip"]] += 1
    if attempts[event["ip"]] > 1:
        return {"statusCode": 429}
    return {"statusCode": 200}
