import json


def handler(event, context):
    import botocore

    return json.dumps(botocore.__name__)
