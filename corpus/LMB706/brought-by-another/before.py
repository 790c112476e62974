import json


def handler(event, context):
    import numpy

    return json.dumps(numpy.__name__)
