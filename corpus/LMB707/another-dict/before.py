REQUEST = {"queryStringParameters": {"page": "1"}}


def handler(event, context):
    return REQUEST["queryStringParameters"].get("page")
