HEADERS = {"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9..."}


def handler(event, context):
    return {"length": len(HEADERS["Authorization"])}
