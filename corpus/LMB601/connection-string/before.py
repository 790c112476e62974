DATABASE = "postgresql://orders:k3Rt9xWq@db.internal/orders"


def handler(event, context):
    return {"length": len(DATABASE)}
