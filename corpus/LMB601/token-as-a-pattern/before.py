def handler(event, context):
    match event["token"]:
        case "q9XzR4tLw82bVmK71sYp":
            return True
    return False
