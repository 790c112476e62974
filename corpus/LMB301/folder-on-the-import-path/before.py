import importlib
import sys


def handler(event, context):
    with open("/tmp/plugin.py", "w") as code:
        code.write(event["code"])
    sys.path.insert(0, "/tmp")
    plugin = importlib.import_module("plugin")
    with open("/tmp/plugin.py") as code:
        return [plugin.NAME, code.read()]
