import tempfile

from storage import save


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        save(event["order"], f"{directory}/order.json")
        with open(f"{directory}/order.json") as saved:
            return saved.read()
