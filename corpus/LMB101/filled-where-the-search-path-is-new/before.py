import sys

loaded = []


def handler(event, context):
    if "/opt/vendor" not in sys.path:
        sys.path.append("/opt/vendor")
        loaded.append("vendor")
    return loaded
