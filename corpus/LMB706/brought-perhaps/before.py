import json


def handler(event, context):
    import requests

    return json.dumps(requests.__name__)
