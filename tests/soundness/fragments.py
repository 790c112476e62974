"""Small programs put together from fragments: where something lives, who changes it, who reads it, how it is reached.

A family has slots, a slot has choices, the plainest first. One choice for each slot makes a program, which is run with
the stand-in of `standin` for boto3.
"""

from __future__ import annotations

import os
import random
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

Choices = dict[str, str]
"""Slot -> the name of its choice."""
Files = dict[str, str]


class Family(NamedTuple):
    name: str
    slots: Mapping[str, Mapping[str, str]]
    build: Callable[[Mapping[str, str]], Files]
    """From slot -> fragment to the files."""


@dataclass(frozen=True)
class Composed:
    family: Family
    choices: Choices

    @property
    def files(self) -> Files:
        given = {slot: options[self.choices[slot]] for slot, options in self.family.slots.items()}
        return {path: text for path, text in self.family.build(given).items() if text.strip()}

    def plainer(self) -> list[Composed]:
        """The same with one choice made plain, for each slot that has another."""
        firsts = {slot: next(iter(options)) for slot, options in self.family.slots.items()}
        return [
            Composed(self.family, {**self.choices, slot: first})
            for slot, first in firsts.items()
            if self.choices[slot] != first
        ]


def compose(chance: random.Random) -> Composed:
    family = chance.choice(FAMILIES)
    return Composed(family, {slot: chance.choice(list(options)) for slot, options in family.slots.items()})


def _code(text: str, depth: int = 0) -> str:
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    " * depth)


# --- clients: what their region, or their table's name, is made from

_VALUES = {
    # name: what the module binds | what the handler does first | the expression | what another file holds
    "literal": '|| "eu-west-1" |',
    "constant": 'REGION = "eu-west-1" || REGION |',
    "environment": 'REGION = os.environ["REGION"] || REGION |',
    "environment-there": '|| os.environ["REGION"] |',
    "environment-default": '|| os.environ.get("AREA", "eu-west-1") |',
    "environment-changed": '| os.environ["REGION"] = event["region"] | os.environ["REGION"] |',
    "text": 'STAGE = "prod" || f"{STAGE}-area" |',
    "item": 'CONFIG = {"region": "eu-west-1"} || CONFIG["region"] |',
    "item-changed": 'CONFIG = {"region": "eu-west-1"} | CONFIG["region"] = event["region"] | CONFIG["region"] |',
    "item-changed-by-helper": """
        CONFIG = {"region": "eu-west-1"}

        def apply(target, event):
            target["region"] = event["region"]
        | apply(CONFIG, event) | CONFIG["region"] |
        """,
    "item-changed-by-alias": """
        CONFIG = {"region": "eu-west-1"}
        OTHER = CONFIG
        | OTHER["region"] = event["region"] | CONFIG["region"] |
        """,
    "item-changed-by-local": """
        CONFIG = {"area": {"region": "eu-west-1"}}
        | area = CONFIG["area"]; area["region"] = event["region"] | CONFIG["area"]["region"] |
        """,
    "merged": """
        BASE = {"a": 1}
        CONFIG = BASE | {"region": "eu-west-1"}
        | CONFIG.update(event) | CONFIG["region"] |
        """.replace("BASE | {", "BASE ¦ {"),
    "copied": """
        DEFAULTS = {"region": "eu-west-1"}
        CONFIG = dict(DEFAULTS)
        | DEFAULTS["region"] = event["region"] | CONFIG["region"] |
        """,
    "parsed": 'CONFIG = json.loads(\'{"region": "eu-west-1"}\') || CONFIG["region"] |',
    "parsed-changed": 'CONFIG = json.loads(\'{"region": "x"}\') | CONFIG.update(event) | CONFIG["region"] |',
    "loaded": """
        def load():
            return {"region": "eu-west-1"}

        CONFIG = load()
        || CONFIG["region"] |
        """,
    "class": """
        class Settings:
            region = "eu-west-1"
        || Settings.region |
        """,
    "class-changed": """
        class Settings:
            region = "eu-west-1"
        | Settings.region = event["region"] | Settings.region |
        """,
    "class-items-changed": """
        class Settings:
            values = {"region": "eu-west-1"}

        def apply(target, event):
            target["region"] = event["region"]
        | apply(Settings.values, event) | Settings.values["region"] |
        """,
    "object-changed": """
        class Settings:
            def __init__(self):
                self.region = "eu-west-1"

            def use(self, region):
                self.region = region

        settings = Settings()
        | settings.use(event["region"]) | settings.region |
        """,
    "object-changed-by-name": """
        class Settings:
            region = "eu-west-1"

            def use(self, **values):
                for name, value in values.items():
                    object.__setattr__(self, name, value)

        settings = Settings()
        | settings.use(region=event["region"]) | settings.region |
        """,
    "object-changed-by-dict": """
        class Settings:
            region = "eu-west-1"

        settings = Settings()
        | settings.__dict__.update(region=event["region"]) | settings.region |
        """,
    "property": """
        class Settings:
            tenant = "none"

            @property
            def region(self):
                return self.tenant + "-area"

        settings = Settings()
        | settings.tenant = event["region"] | settings.region |
        """,
    "class-method": """
        class Settings:
            region = "eu-west-1"

            @classmethod
            def load(cls, event):
                cls.region = event["region"]
        | Settings.load(event) | Settings.region |
        """,
    "given-to-a-class": """
        CONFIG = {"region": "eu-west-1"}

        class Tenant:
            def __init__(self, config, event):
                self.config = config
                self.config["region"] = event["region"]
        | Tenant(CONFIG, event) | CONFIG["region"] |
        """,
    "given-out": """
        CONFIG = {"region": "eu-west-1"}

        def config():
            return CONFIG
        | config()["region"] = event["region"] | CONFIG["region"] |
        """,
    "in-a-loop": """
        CONFIG = {"region": "eu-west-1"}
        OTHER = {}
        | for each in (CONFIG, OTHER): each["region"] = event["region"] | CONFIG["region"] |
        """,
    "by-operator": """
        import operator
        CONFIG = {"region": "eu-west-1"}
        | operator.setitem(CONFIG, "region", event["region"]) | CONFIG["region"] |
        """,
    "closure": """
        CONFIG = {"region": "eu-west-1"}

        def setter():
            target = CONFIG

            def put(value):
                target["region"] = value

            return put

        put = setter()
        | put(event["region"]) | CONFIG["region"] |
        """,
    "namespace": """
        from types import SimpleNamespace
        current = SimpleNamespace(region="eu-west-1")
        | current.region = event["region"] | current.region |
        """,
    "context": """
        from contextvars import ContextVar
        current = ContextVar("current", default="eu-west-1")
        | current.set(event["region"]) | current.get() |
        """,
    "global": """
        region = "eu-west-1"

        def choose(event):
            global region
            region = event["region"]
        | choose(event) | region |
        """,
    "event": '|| event["region"] |',
    "local-of-event": '| region = event["region"] | region |',
    "bound-twice": '| region = "eu-west-1"; region = event["region"] | region |',
    "either": 'REGION = "eu-west-1" || event.get("region") or REGION |',
    "branch": '|| "eu-west-1" if event["flag"] else "eu-west-2" |',
    "loop": '| for region in event["regions"]: pass | region |',
    "imported": '@from settings import REGION || REGION | REGION = "eu-west-1"',
    "imported-module": '@import settings || settings.REGION | REGION = "eu-west-1"',
    "imported-changed": '@import settings | settings.REGION = event["region"] | settings.REGION | REGION = "eu-west-1"',
    "imported-items-changed": """
        @from settings import CONFIG, apply
        | apply(event) | CONFIG["region"] |
        CONFIG = {"region": "eu-west-1"}

        def apply(event):
            CONFIG["region"] = event["region"]
        """,
    "parser": """
        import configparser
        config = configparser.ConfigParser()
        config.read_string("[aws]\\nregion = eu-west-1")
        || config["aws"]["region"] |
        """,
    "parser-changed": """
        import configparser
        config = configparser.ConfigParser()
        config.read_string("[aws]\\nregion = eu-west-1")
        | config.set("aws", "region", event["region"]) | config["aws"]["region"] |
        """,
    "default-argument": """
        def area(region="eu-west-1"):
            return region
        || area() |
        """,
    "set-below": 'CONFIG = {} || CONFIG["region"] |',
}
_CLIENTS: dict[str, Mapping[str, str]] = {
    "value": _VALUES,
    "make": {
        "client": 'boto3.client("s3", region_name={value})',
        "resource": 'boto3.resource("dynamodb", region_name={value})',
        "table": 'boto3.resource("dynamodb").Table({value})',
        "session": 'boto3.Session(region_name={value}).client("s3")',
        "keywords": 'boto3.client("s3", **{{"region_name": {value}}})',
    },
    "form": {
        "local": "made = {make}\nreturn show(made)",
        "expression": "return show({make})",
        "try": "try:\n    made = {make}\nexcept KeyError:\n    return 'none'\nreturn show(made)",
        "branch": "if event['flag']:\n    made = {make}\n    return show(made)\nreturn 'off'",
        "named-twice": "made = {make}\nmade = made\nreturn show(made)",
        "written": "made = {make}\nmade.tag = event['region']\nreturn show(made) + made.tag",
        "inner": "def build():\n    return {make}\nreturn show(build())",
        "listed": "return [show({make}) for _ in range(2)]",
        "class-body": "made = {make}\nclass View:\n    shown = show(made)\nreturn View.shown",
        "items": "made = {make}\nreturn show(made) + str(sorted(event))",
    },
    "beside": {
        "nothing": "",
        "another-of-the-name": 'made = boto3.client("s3", region_name="us-east-1")',
        "same-area": 'first = boto3.client("s3", region_name="eu-west-1")',
        "completed-below": "@below CONFIG_LATER",
        "called-at-import": "@below CALL",
    },
    "other": {
        "nothing": "",
        "second": "second",
        "second-alike": "second-alike",
    },
    "test": {
        "none": "",
        "patched-call": """
            from unittest.mock import MagicMock, patch
            import app

            def test_it():
                fake = MagicMock()
                fake.meta.region_name = fake.name = "fake"
                with patch("boto3.client", return_value=fake), patch("boto3.resource", return_value=fake):
                    with patch("boto3.Session", return_value=fake):
                        app.handler(EVENT, None)
                        assert app.boto3.client is not None
                return str(app.handler(EVENT, None))
            """,
        "patched-module": """
            import importlib
            from unittest.mock import MagicMock

            def test_it():
                module = importlib.import_module("app")
                real, fake = module.boto3, MagicMock()
                module.boto3 = fake
                try:
                    module.handler(EVENT, None)
                finally:
                    module.boto3 = real
                return bool(fake.mock_calls)
            """,
        "environment": """
            import os
            import app

            def test_it():
                os.environ["REGION"] = "one"
                first = str(app.handler(EVENT, None))
                os.environ["REGION"] = "two"
                return first, str(app.handler(EVENT, None))
            """,
    },
}


def _client_files(given: Mapping[str, str]) -> Files:
    at_module, first, expression, elsewhere = (part.strip() for part in _parts(given["value"]))
    imports = [line.strip()[1:] for line in at_module.splitlines() if _is_import(line)]
    at_module = "\n".join(line for line in at_module.splitlines() if not _is_import(line))
    make = given["make"].format(value=expression)
    body = "\n".join(filter(None, (first, given["form"].format(make=make))))
    beside, below = given["beside"], ""
    if beside.startswith("@below"):
        below = (
            'CONFIG["region"] = "eu-west-1"'
            if "LATER" in beside
            else 'LOG = [handler(EVENT, None)] if "x" in EVENT else []'
        )
        beside = ""
    if at_module == "CONFIG = {}":
        below = 'CONFIG["region"] = "eu-west-1"' + ("\n" + below if "CONFIG" not in below else "")
    elif "CONFIG" not in at_module and "CONFIG" in below:
        below = ""
    second = ""
    if given["other"]:
        other = make if given["other"] == "second-alike" else 'boto3.client("s3", region_name="us-west-2")'
        second = (
            f"\n\ndef another(event):\n{_code(first, 1)}\n    made = {other}\n    return show(made)\n" if first else ""
        )
        second = second or f"\n\ndef another(event):\n    made = {other}\n    return show(made)\n"
    call = "def handler(event, context):\n    return " + ("[work(event), another(event)]" if second else "work(event)")
    app = "\n".join(
        (
            "import json\nimport os\n\nimport boto3",
            *imports,
            'EVENT = {"region": "x", "regions": ["x"], "flag": 1}',
            _code(at_module),
            beside,
            "\n\ndef show(made):\n    return str(made.meta.region_name if hasattr(made, 'meta') else made.name)",
            f"\n\ndef work(event):\n{_code(body, 1)}",
            second,
            f"\n\n{call}\n",
            below,
        )
    )
    return {"app.py": app, "settings.py": _code(elsewhere), "tests/test_app.py": _test(given["test"])}


def _is_import(line: str) -> bool:
    return line.strip().startswith(("@from ", "@import "))


def _parts(value: str) -> list[str]:
    return [textwrap.dedent(part).replace("¦", "|") for part in textwrap.dedent(value).split("|")]


def _test(text: str) -> str:
    return f'EVENT = {{"region": "x", "regions": ["x"], "flag": 1, "items": ["a"]}}\n{_code(text)}\n' if text else ""


# --- state: where it lives, who changes it, who reads it

_STATE: dict[str, Mapping[str, str]] = {
    "home": {
        "list": "found = []",
        "dict": "found = {}",
        "set": "found = set()",
        "filled": 'found = ["first"]',
        "call": "found = list()",
        "pair": "found, spare = [], []",
        "defaults": 'found = {"a": 1, "b": 2}',
        "default-dict": "from collections import defaultdict\nfound = defaultdict(list)",
        "copied": "FIRST = [1]\nfound = list(FIRST)",
        "completed": "found = []\nfound.append('import')",
        "class": "class Kept:\n    found = []\n\nfound = Kept.found",
        "annotated": "found: list = []",
    },
    "change": {
        "add": "put(found, item)",
        "add-here": "put(found, item)\nput(found, item + '!')",
        "if-new": "if item not in found:\n    put(found, item)",
        "alias": "mine = found\nput(mine, item)",
        "guarded": "if event['flag']:\n    put(found, item)",
        "try": "try:\n    put(found, item)\nexcept Exception:\n    pass",
        "helper": "keep(found, item)",
        "cleared": "if event['flag']:\n    found.clear()\nput(found, item)",
    },
    "partner": {
        "none": "",
        "rows": "rows.append(len(item))",
        "index": "index[item] = len(found)",
        "count": "state['count'] += 1",
        "last": "state['last'] = item",
        "function": "note(item)",
        "closure": "counted(item)",
    },
    "read": {
        "whole": "sorted(found, key=str)",
        "length": "len(found)",
        "truth": "bool(found)",
        "joined": "','.join(map(str, found))",
        "partnered": "[len(found), rows, sorted(index.items()), state]",
        "with-function": "[len(found), len(note.seen)]",
        "with-closure": "[len(found), counted('x')]",
        "index": "[list(found)[i] for i in range(len(found))][-1:]",
        "returned": "found",
        "kept": "kept(found)",
        "nothing": "None",
        "member": "event['items'][0] in found",
        "generator": "list(x for x in found)",
    },
    "reach": {
        "handler": "handler",
        "helper": "helper",
        "twice": "twice",
        "other-file": "other-file",
        "method": "method",
        "comprehension": "comprehension",
        "thread": "thread",
        "decorated": "decorated",
    },
    "test": {
        "none": "",
        "cleared": """
            import app

            def test_it():
                app.found.clear()
                app.handler(EVENT, None)
                return len(app.found)
            """,
        "twice": """
            from app import handler

            def test_it():
                return str(handler(EVENT, None)), str(handler(EVENT, None))
            """,
        "replaced": """
            from unittest import mock
            import app

            def test_it():
                with mock.patch.multiple("app", found=type(app.found)(app.found)):
                    return str(app.handler(EVENT, None))
            """,
        "by-name": """
            import importlib

            def test_it():
                module = importlib.import_module("a" + "pp")
                module.handler(EVENT, None)
                return len(module.found)
            """,
    },
}


_HELPERS = """
    rows = []
    index = {}
    state = {"count": 0, "last": None}
    memory = []


    def put(place, item):
        if isinstance(place, list):
            place.append(item)
        elif isinstance(place, set):
            place.add(item)
        elif hasattr(place, "default_factory"):
            place[item].append(1)
        else:
            place[item] = 1


    def keep(place, item):
        put(place, item)


    def note(item):
        note.seen.append(item)


    note.seen = []


    def make():
        seen = []

        def add(item):
            seen.append(item)
            return len(seen)

        return add


    counted = make()


    def kept(place):
        memory.append(place)
        return [list(each) for each in memory]
    """
_PLAIN_WORK = """
    def work(event):
        for item in event["items"]:
            CHANGE
    """
_WORK = {
    "handler": "",
    "comprehension": """
        def one(event, item):
            CHANGE


        def work(event):
            [one(event, item) for item in event["items"]]
        """,
    "method": """
        class Worker:
            def run(self, event):
                for item in event["items"]:
                    CHANGE


        def work(event):
            Worker().run(event)
        """,
    "thread": """
        def collect(event):
            for item in event["items"]:
                CHANGE


        def work(event):
            from concurrent.futures import ThreadPoolExecutor
            with ThreadPoolExecutor() as pool:
                list(pool.map(collect, [event]))
        """,
}
_HANDLER = """
    def handler(event, context):
        work(event)
        return READ
    """
_HANDLERS = {
    "handler": """
        def handler(event, context):
            for item in event["items"]:
                CHANGE
            return READ
        """,
    "twice": """
        def handler(event, context):
            work(event)
            work(event)
            return READ
        """,
    "decorated": """
        def again(function):
            def run(event, context):
                function(event, context)
                return function(event, context)
            return run


        @again
        def handler(event, context):
            work(event)
            return READ
        """,
}


def _filled(text: str, **parts: str) -> str:
    """`text` with each word in capitals that stands alone in its row replaced by these rows, else by this text."""
    rows = []
    for row in _code(text).splitlines():
        word = row.strip()
        depth = (len(row) - len(row.lstrip())) // 4
        if word in parts:
            rows.append(_code(parts[word], depth))
        else:
            for name, part in parts.items():
                row = row.replace(name, part)
            rows.append(row)
    return "\n".join(rows)


def _state_files(given: Mapping[str, str]) -> Files:
    change = "\n".join(filter(None, (given["change"], given["partner"])))
    reach = given["reach"]
    work = _filled(_WORK.get(reach, _PLAIN_WORK), CHANGE=change)
    handler = _filled(_HANDLERS.get(reach, _HANDLER), CHANGE=change, READ=given["read"])
    top = f"{given['home']}\n{_code(_HELPERS)}\n\n\n{work}"
    test = {"tests/test_app.py": _test(given["test"])}
    if reach == "other-file":
        names = "counted, found, index, kept, note, put, rows, state, work"
        return {"app.py": f"from shared import {names}\n\n\n{handler}\n", "shared.py": f"{top}\n", **test}
    return {"app.py": f"{top}\n\n\n{handler}\n", **test}


# --- files under /tmp

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


def handler(event, context):
{_code(body, 1)}
"""
    return {"app.py": app, "tests/test_app.py": _test(given["test"].replace("{name}", name))}


FAMILIES = (
    Family("clients", _CLIENTS, _client_files),
    Family("state", _STATE, _state_files),
    Family("files", _FILES, _file_files),
)
