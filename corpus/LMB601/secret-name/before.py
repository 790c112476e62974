SECRET = "prod/orders/database"


def handler(event, context):
    return {"length": len(SECRET)}
