import json


def handler(event, context):
    import jwt

    return json.dumps(jwt.__name__)
