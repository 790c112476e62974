def save(name, body):
    with open("/tmp/" + name, "w") as output:
        output.write(body)


def handler(event, context):
    save(event["name"], event["body"])
