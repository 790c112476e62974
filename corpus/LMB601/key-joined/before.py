API_KEY = "".join(["q9XzR4tLw8", "2bVmK71sYpT5"])


def handler(event, context):
    return {"length": len(API_KEY)}
