def handler(event, context):
    with open(event["name"], "w") as output:
        output.write("a")
