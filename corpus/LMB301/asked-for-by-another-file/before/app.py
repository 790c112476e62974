from status import size_of


def render(text):
    with open("/tmp/page.txt", "w") as out:
        out.write(text)
    with open("/tmp/page.txt") as made:
        return made.read()


def lambda_handler(event, context):
    return render(event["text"]), size_of("page")
