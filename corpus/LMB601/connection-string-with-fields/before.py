import os


def handler(event, context):
    database = f"postgresql://orders:k3Rt9xWq@{os.environ['AWS_REGION']}/orders"
    return {"length": len(database)}
