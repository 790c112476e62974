import os
import tempfile
import zipfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with zipfile.ZipFile(f"{directory}/orders.zip", "w") as archive:
            archive.writestr(event["name"], "1,2")
        with zipfile.ZipFile(f"{directory}/orders.zip") as archive:
            archive.extractall(f"{directory}/orders")
        found = {}
        for folder, _, names in os.walk(f"{directory}/orders"):
            for name in names:
                path = os.path.join(folder, name)
                found[os.path.relpath(path, f"{directory}/orders")] = os.path.getsize(path)
    return found
