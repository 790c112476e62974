import sys


def handler(event, context):
    loaded = []
    if "/opt/vendor" not in sys.path:
        sys.path.append("/opt/vendor")
        loaded.append("vendor")
    return loaded
