PREFIX = "q9XzR4tL"
API_KEY = PREFIX + "w82bVmK7" + "1sYpT5"


def handler(event, context):
    return {"length": len(API_KEY)}
