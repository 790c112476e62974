TOKEN_KEY = "ORDERS_API_TOKEN_V2"
token = "ORDERS_API_TOKEN_V2"


def handler(event, context):
    return {"length": len(token + TOKEN_KEY)}
