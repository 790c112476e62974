API_TOKEN = "https://auth.example.net/oauth/token"


def handler(event, context):
    return {"length": len(API_TOKEN)}
