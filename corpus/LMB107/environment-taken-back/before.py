import os


def handler(event, context):
    os.environ["TENANT"] = event["tenant"]
    try:
        return os.environ["TENANT"]
    finally:
        del os.environ["TENANT"]
