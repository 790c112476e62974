HEADERS = {"Authorization": "Bearer your-token-4-the-service"}


def handler(event, context):
    return {"length": len(HEADERS["Authorization"])}
