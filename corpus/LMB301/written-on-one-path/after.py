import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        if event["text"]:
            with open(f"{directory}/text.txt", "w") as output:
                output.write(event["text"])
        try:
            return open(f"{directory}/text.txt").read()
        except FileNotFoundError:
            return "nothing"
