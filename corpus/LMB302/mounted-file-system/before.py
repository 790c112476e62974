def handler(event, context):
    try:
        with open("/mnt/wall/messages.txt", "a") as messages:
            messages.write(event["rows"][0][0])
    except FileNotFoundError:
        return "not mounted"
