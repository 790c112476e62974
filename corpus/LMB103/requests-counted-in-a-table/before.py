import json

request_counter = 0


def handler(event, context):
    global request_counter
    request_counter += 1
    return json.dumps({"count": request_counter})
