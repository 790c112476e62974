def client(api_key):
    return api_key[:1]


def handler(event, context):
    return client(api_key="$ORDERS_BEARER_TOKEN_1")
