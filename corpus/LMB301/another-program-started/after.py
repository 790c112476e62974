import subprocess
import tempfile


def lambda_handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/order.txt", "w") as out:
            out.write(event["order"])
        with open(f"{directory}/order.txt") as made:
            size = len(made.read())
    subprocess.run(["true"], check=True)
    return size
