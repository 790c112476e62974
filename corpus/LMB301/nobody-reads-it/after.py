import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/status.txt", "w") as status:
            status.write(event["text"])
