HEADERS = {"Authorization": "Bearer q9XzR4tLw82bVmK71sYpT5"}


def handler(event, context):
    return {"length": len(HEADERS["Authorization"])}
