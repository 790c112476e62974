import os
import shutil
import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        os.mkdir(f"{directory}/bundle")
        with open(f"{directory}/bundle/order.txt", "w") as order:
            order.write(str(event["order"]))
        shutil.make_archive(f"{directory}/bundle", "zip", f"{directory}/bundle")
        size = os.path.getsize(f"{directory}/bundle.zip")
    return size > 0
