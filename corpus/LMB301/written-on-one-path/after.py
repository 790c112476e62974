import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        if event["text"]:
            with open(f"{directory}/text.txt", "w") as output:
                output.write(event["text"])
        with open(f"{directory}/text.txt") as text:
            return text.read()
