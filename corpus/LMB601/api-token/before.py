API_TOKEN = "q9XzR4tLw82bVmK71sYp"


def handler(event, context):
    return {"length": len(API_TOKEN)}
