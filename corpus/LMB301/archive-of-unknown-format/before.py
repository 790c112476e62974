import os
import shutil


def handler(event, context):
    os.mkdir("/tmp/bundle")
    with open("/tmp/bundle/order.txt", "w") as order:
        order.write(str(event["order"]))
    shutil.make_archive("/tmp/bundle", event["kind"], "/tmp/bundle")
    size = os.path.getsize("/tmp/bundle.zip")
    return size > 0
