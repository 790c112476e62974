# api_token = "q9XzR4tLw82bVmK71sYp"


def handler(event, context):
    return 1
