def handler(event, context):
    with open("/dev/null", "w") as nothing:
        nothing.write(event["rows"][0][0])
