def handler(event, context):
    with open("/data/wall.txt", "w") as messages:
        messages.write(event["rows"][0][0])
