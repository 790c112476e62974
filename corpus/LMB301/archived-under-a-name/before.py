import zipfile


def handler(event, context):
    with open("/tmp/order.txt", "w") as output:
        output.write(event["text"])
    with zipfile.ZipFile("/tmp/order.zip", "w") as bundle:
        bundle.write("/tmp/order.txt", "order.txt")
    return [name[-13:] for name in zipfile.ZipFile("/tmp/order.zip").namelist()]
