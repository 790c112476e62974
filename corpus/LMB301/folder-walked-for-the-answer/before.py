import os


def handler(event, context):
    os.makedirs("/tmp/orders", exist_ok=True)
    with open("/tmp/orders/order.csv", "w") as output:
        output.write(event["name"])
    found = []
    for folder, _, names in os.walk("/tmp/orders"):
        for name in names:
            path = os.path.join(folder, name)
            found.append(path)
    return found
