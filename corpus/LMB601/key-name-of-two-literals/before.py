PREFIX = "production"
API_KEY = PREFIX + "/weather" + "/key"


def handler(event, context):
    return {"length": len(API_KEY)}
