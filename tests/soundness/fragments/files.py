"""Files under /tmp: how the path is made, who writes, who reads, what is told of it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from soundness.fragments.composing import Family, Files, code, test_file

FILE = f"lambdafix-soundness-{os.getpid()}.json"
"""Of this search alone: several may run at once."""

_FILES: dict[str, Mapping[str, str]] = {
    "path": {
        "literal": "",
        "local": "path = '/tmp/{name}'",
        "joined": "path = os.path.join('/tmp', '{name}')",
        "constant": "@module PATH = '/tmp/{name}'",
        "folder": "os.makedirs('/tmp/out-{name}', exist_ok=True)\npath = '/tmp/out-{name}/a.json'",
    },
    "write": {
        "open": "with open({path}, 'w') as out:\n    json.dump(event['items'], out)",
        "append": "with open({path}, 'a') as out:\n    out.write(event['region'])",
        "guarded": "if not os.path.exists({path}):\n    save({path}, event)",
        "helper": "save({path}, event)",
        "late": "out = open({path}, 'w')\nout.write(event['region'])\nout.close()",
    },
    "read": {
        "open": "with open({path}) as made:\n    text = made.read()",
        "size": "text = os.path.getsize({path})",
        "helper": "text = load({path})",
        "by-parts": "text = size(*'{name}'.split('.'))",
        "twice": "text = again(event, 2)",
        "none": "text = ''",
    },
    "after": {
        "nothing": "return text",
        "message": 'return f"{{{path}}} written " + str(text)',
        "path": "return [{path}, text]",
        "key": 'boto3.client("s3").put_object(Bucket="b", Key=f"{{{path}}}.bak", Body=b"")\nreturn text',
        "removed": "os.remove({path})\nreturn text",
        "error": "try:\n    os.stat({path} + '.none')\nexcept OSError as error:\n    return str(error)\nreturn text",
        "listed": "return sorted(n for n in os.listdir('/tmp') if n == '{name}')",
    },
    "test": {
        "none": "",
        "reads-it": """
            import os
            import app

            def test_it():
                app.handler(EVENT, None)
                return os.path.exists("/tmp/{name}")
            """,
    },
}


def _file_files(given: Mapping[str, str]) -> Files:
    name = FILE
    at_module, inner = "", given["path"].replace("{name}", name)
    path = "path" if inner else f"'/tmp/{name}'"
    if inner.startswith("@module "):
        at_module, inner, path = inner.removeprefix("@module "), "", "PATH"
    steps = [inner, *(given[slot].format(path=path, name=name) for slot in ("write", "read", "after"))]
    body = "\n".join(filter(None, steps))
    app = f"""import json
import os

import boto3

{at_module}


def save(path, event):
    with open(path, "w") as out:
        json.dump(event["items"], out)


def load(path):
    with open(path) as made:
        return made.read()


def size(stem, ending):
    path = "/tmp/" + stem + "." + ending
    return os.path.getsize(path) if os.path.exists(path) else None


def again(event, times):
    if times == 0:
        return ""
    with open("/tmp/again-{name}", "w") as out:
        out.write(str(times))
    again(event, times - 1)
    with open("/tmp/again-{name}") as made:
        return made.read()


def handler(event, context):
{code(body, 1)}
"""
    return {"app.py": app, "tests/test_app.py": test_file(given["test"].replace("{name}", name))}


FILES = Family("files", _FILES, _file_files)
