DATABASE = "postgresql://orders@db.internal/orders"


def handler(event, context):
    return {"length": len(DATABASE)}
