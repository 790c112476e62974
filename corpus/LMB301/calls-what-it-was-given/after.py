import tempfile


def saved(text, then):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/note.txt", "w") as out:
            out.write(text)
        then(text)
        with open(f"{directory}/note.txt") as made:
            return made.read()


def lambda_handler(event, context):
    return saved(event["text"], len)
