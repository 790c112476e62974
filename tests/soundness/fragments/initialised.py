"""Configuration: what gives it its values, when, what else runs at import, and who imports the module."""

from __future__ import annotations

from collections.abc import Mapping

from soundness.fragments.composing import Family, Files, code, filled, test_file

_HOLDERS: Mapping[str, str] = {
    # what the module binds | what reads the region from it | how a region is put into it
    "dict": "CONFIG = {'region': 'first'} | CONFIG['region'] | CONFIG['region'] = REGION",
    "empty": "CONFIG = {} | CONFIG['region'] | CONFIG['region'] = REGION",
    "nested": "CONFIG = {'aws': {'region': 'first'}} | CONFIG['aws']['region'] | CONFIG['aws']['region'] = REGION",
    "environment": "CONFIG = os.environ | CONFIG['AREA'] | CONFIG['AREA'] = REGION",
    "getenv": "CONFIG = os.environ | os.getenv('AREA') | os.environ.update(AREA=REGION)",
    "variable": "CONFIG = os.environ | os.environ['PLACE'] | os.environ.setdefault('PLACE', REGION)",
    "class": "class CONFIG:\n    region = 'first' | CONFIG.region | CONFIG.region = REGION",
    "set-by-name": "class CONFIG:\n    region = 'first' | CONFIG.region | setattr(CONFIG, 'region', REGION)",
    "object": """
        class Settings:
            def __init__(self):
                self.region = 'first'

            def load(self, region):
                self.region = region


        CONFIG = Settings() | CONFIG.region | CONFIG.load(REGION)
        """,
    "argument": """
        class Settings:
            def __init__(self, values):
                self.values = values


        VALUES = {'region': 'first'}
        CONFIG = Settings(VALUES) | CONFIG.values['region'] | VALUES['region'] = REGION
        """,
    "parser": """
        import configparser
        CONFIG = configparser.ConfigParser()
        CONFIG['aws'] = {'region': 'first'} | CONFIG['aws']['region'] | CONFIG.set('aws', 'region', REGION)
        """,
    "parser-text": """
        import configparser
        CONFIG = configparser.ConfigParser() | CONFIG['aws']['region'] | CONFIG.read_dict({'aws': {'region': REGION}})
        """,
    "global": "CONFIG = 'first' | CONFIG | globals().update(CONFIG=REGION)",
    "list": "CONFIG = ['first'] | CONFIG[0] | CONFIG[:] = [REGION]",
    "chain": """
        from collections import ChainMap
        BASE = {}
        CONFIG = ChainMap({}, BASE, {'region': 'first'}) | CONFIG['region'] | BASE['region'] = REGION
        """,
    "environment-as-bytes": "CONFIG = os.environ | CONFIG['PLACE'] | os.environb[b'PLACE'] = REGION.encode()",
    "environment-by-name": "CONFIG = os.environ | CONFIG['PLACE'] | getattr(os, 'environ')['PLACE'] = REGION",
    "environment-of-class": """
        class CONFIG:
            env = os.environ | os.environ['PLACE'] | CONFIG.env['PLACE'] = REGION
        """,
    "environment-in-dict": "CONFIG = {'env': os.environ} | os.environ['PLACE'] | CONFIG['env']['PLACE'] = REGION",
    "environment-by-default": """
        def export(region, into=os.environ):
            into['PLACE'] = region


        CONFIG = os.environ | CONFIG['PLACE'] | export(REGION)
        """,
    "environment-in-partial": """
        import operator
        from functools import partial
        export = partial(operator.setitem, os.environ)
        CONFIG = os.environ | CONFIG['PLACE'] | export('PLACE', REGION)
        """,
    "global-of-module": """
        import sys
        CONFIG = 'first' | CONFIG | sys.modules[__name__].CONFIG = REGION
        """,
    "global-of-function": "CONFIG = 'first' | CONFIG | show.__globals__['CONFIG'] = REGION",
    "dataclass": """
        from dataclasses import dataclass, replace

        @dataclass
        class Settings:
            region: str = 'first'


        CONFIG = Settings() | CONFIG.region | CONFIG.__dict__.update(vars(replace(CONFIG, region=REGION)))
        """,
}
_INITIALISED: dict[str, Mapping[str, str]] = {
    "holder": _HOLDERS,
    "filled": {
        "never": "",
        "above": "@above FILL",
        "below": "@below FILL",
        "helper-below": "@below fill('module')",
        "helper-above": "@helper fill('module')",
        "other-below": "@below import filling",
        "other-above": "@helper import filling",
        "handler": "@handler fill(event['region'])",
        "handler-constant": "@handler fill('fixed')",
        "handler-once": "@handler if 'done' not in MARKS:\n    MARKS.append('done')\n    fill(event['region'])",
        "guard-below": "@below if 'first' != 'second':\n    fill('module')",
        "try-below": "@below try:\n    fill('module')\nexcept KeyError:\n    pass",
        "atexit-like": "@below @(lambda function: function())\ndef started():\n    fill('module')",
        "loop-below": "@below for region in ('one', 'two'):\n    fill(region)",
        "class-below": "@below class Started:\n    fill('module')",
        "default-below": "@below def later(value=fill('module')):\n    return value",
    },
    "make": {
        "client": "return show(boto3.client('s3', region_name=READ))",
        "local": "made = boto3.client('s3', region_name=READ)\nreturn show(made)",
        "table": "made = boto3.resource('dynamodb').Table(READ)\nreturn show(made)",
        "two": """
            first = boto3.client('s3', region_name=READ)
            made = boto3.client('sqs', region_name=READ)
            return show(first) + show(made)
            """,
        "argument": "return build(READ)",
        "default": "return default()",
        "name": "region = READ\nmade = boto3.client('s3', region_name=region)\nreturn show(made)",
        "keywords": "options = {'region_name': READ}\nmade = boto3.client('s3', **options)\nreturn show(made)",
        "getter": "return show(getter())",
        "method": "return Repository().show()",
        "resource-table": "made = boto3.resource('dynamodb').Table('rows-' + READ)\nreturn show(made)",
    },
    "importer": {
        "none": "",
        "bare": """
            import os
            import sys

            def test_it():
                for name in ("REGION", "AREA"):
                    os.environ.pop(name, None)
                import app
                return sorted(name for name in vars(app) if name in ("NAME", "show"))
            """,
        "name": """
            from app import NAME

            def test_it():
                return NAME
            """,
        "set-before": """
            import app

            def test_it():
                app.fill("test")
                return str(app.handler(EVENT, None))
            """,
        "counts": """
            import sys
            from types import ModuleType

            def test_it():
                made = []
                fake = ModuleType("boto3")
                real = sys.modules["boto3"]
                fake.client = lambda *a, **k: made.append(str(k)) or real.client(*a, **k)
                fake.resource = lambda *a, **k: made.append(str(k)) or real.resource(*a, **k)
                sys.modules["boto3"] = fake
                import app
                return len(made)
            """,
    },
}
_FILLER = """
    def fill(region):
        FILL_REGION
        return region
    """
_APP = """
    import os

    import boto3

    NAME = "name"
    MARKS = []
    HOLDER
    ABOVE


    FILLER


    def show(made):
        return str(made.meta.region_name if hasattr(made, "meta") else made.name)


    def build(region):
        return show(boto3.client("s3", region_name=region))


    def default(region=None):
        made = boto3.client("s3", region_name=region or READ)
        return show(made)


    def getter():
        made = boto3.client("s3", region_name=READ)
        return made


    class Repository:
        def __init__(self):
            self.made = boto3.client("s3", region_name=READ)

        def show(self):
            return show(self.made)


    HELPER


    def handler(event, context):
        FIRST
        MAKE


    BELOW
    """


def _initialised_files(given: Mapping[str, str]) -> Files:
    holder, read, fill = (part.strip("\n").strip() for part in code(given["holder"]).split("|"))
    place, _, text = given["filled"].partition(" ")
    text = text.replace("FILL", fill.replace("REGION", "'module'"))
    used = any("fill" in part for part in (text, given["importer"]))
    parts = {
        "HOLDER": code(holder),
        "ABOVE": text if place == "@above" else "",
        "HELPER": text if place == "@helper" else "",
        "BELOW": text if place == "@below" else "",
        "FIRST": text if place == "@handler" else "",
        "FILLER": filled(_FILLER, FILL_REGION=fill.replace("REGION", "region")) if used else "",
        "MAKE": code(given["make"]).replace("READ", read),
        "READ": read,
    }
    filling = "import app\n\napp.fill('module')\n" if "filling" in text else ""
    return {
        "app.py": filled(_APP, **parts) + "\n",
        "filling.py": filling,
        "tests/test_app.py": test_file(given["importer"]),
    }


INITIALISED = Family("initialised", _INITIALISED, _initialised_files)
