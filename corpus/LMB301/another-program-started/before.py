import subprocess


def lambda_handler(event, context):
    with open("/tmp/order.txt", "w") as out:
        out.write(event["order"])
    with open("/tmp/order.txt") as made:
        size = len(made.read())
    subprocess.run(["true"], check=True)
    return size
