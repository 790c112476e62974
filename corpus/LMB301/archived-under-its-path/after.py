import tempfile
import zipfile


def handler(event, context):
    with open("/tmp/order.txt", "w") as output:
        output.write(event["text"])
    with tempfile.TemporaryDirectory() as directory:
        with zipfile.ZipFile(f"{directory}/order.zip", "w") as bundle:
            bundle.write("/tmp/order.txt")
        return [name[-13:] for name in zipfile.ZipFile(f"{directory}/order.zip").namelist()]
