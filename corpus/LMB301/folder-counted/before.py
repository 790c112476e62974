import glob
import zipfile


def handler(event, context):
    with zipfile.ZipFile("/tmp/orders.zip", "w") as archive:
        archive.writestr(event["name"], "1,2")
    with zipfile.ZipFile("/tmp/orders.zip") as archive:
        archive.extractall("/tmp/orders")
    return len(glob.glob("/tmp/orders/*.csv"))
