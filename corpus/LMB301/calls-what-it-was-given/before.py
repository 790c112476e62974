def saved(text, then):
    with open("/tmp/note.txt", "w") as out:
        out.write(text)
    then(text)
    with open("/tmp/note.txt") as made:
        return made.read()


def lambda_handler(event, context):
    return saved(event["text"], len)
