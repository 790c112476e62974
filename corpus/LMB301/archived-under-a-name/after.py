import tempfile
import zipfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/order.txt", "w") as output:
            output.write(event["text"])
        with zipfile.ZipFile(f"{directory}/order.zip", "w") as bundle:
            bundle.write(f"{directory}/order.txt", "order.txt")
        return [name[-13:] for name in zipfile.ZipFile(f"{directory}/order.zip").namelist()]
