import os
import tempfile


def handler(event, context):
    os.chdir("/tmp")
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/orders.csv", "w") as output:
            output.write(event["body"])
        with open(f"{directory}/orders.csv") as orders:
            return orders.read()
