"""Clients: what their region, or their table's name, is made from; how they are made; who stands beside them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from soundness.fragments.composing import Family, Files, code, test_file

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
            f"\n\ndef another(event):\n{code(first, 1)}\n    made = {other}\n    return show(made)\n" if first else ""
        )
        second = second or f"\n\ndef another(event):\n    made = {other}\n    return show(made)\n"
    call = "def handler(event, context):\n    return " + ("[work(event), another(event)]" if second else "work(event)")
    app = "\n".join(
        (
            "import json\nimport os\n\nimport boto3",
            *imports,
            'EVENT = {"region": "x", "regions": ["x"], "flag": 1}',
            code(at_module),
            beside,
            "\n\ndef show(made):\n    return str(made.meta.region_name if hasattr(made, 'meta') else made.name)",
            f"\n\ndef work(event):\n{code(body, 1)}",
            second,
            f"\n\n{call}\n",
            below,
        )
    )
    return {"app.py": app, "settings.py": code(elsewhere), "tests/test_app.py": test_file(given["test"])}


def _is_import(line: str) -> bool:
    return line.strip().startswith(("@from ", "@import "))


def _parts(value: str) -> list[str]:
    return [textwrap.dedent(part).replace("¦", "|") for part in textwrap.dedent(value).split("|")]


CLIENTS = Family("clients", _CLIENTS, _client_files)
