import json


def handler(event, context):
    import stripe

    return json.dumps(stripe.__name__)
