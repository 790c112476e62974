import glob
import tempfile
import zipfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with zipfile.ZipFile(f"{directory}/orders.zip", "w") as archive:
            archive.writestr(event["name"], "1,2")
        with zipfile.ZipFile(f"{directory}/orders.zip") as archive:
            archive.extractall(f"{directory}/orders")
        return len(glob.glob(f"{directory}/orders/*.csv"))
