import sys


def handler(event, context):
    if "/opt/extra" not in sys.path:
        sys.path.insert(0, "/opt/extra")
    return sys.path.count("/opt/extra")
