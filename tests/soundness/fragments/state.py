"""State: where it lives, who changes it, who reads it."""

from __future__ import annotations

from collections.abc import Mapping

from soundness.fragments.composing import Family, Files, code, filled, test_file

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
        "class-body": "found = []\n\n\nclass View:\n    found = found",
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
        "once-by-event": "if not ONCE.is_set():\n    ONCE.set()\n    put(found, item)",
        "once-by-lock": "if LOCK.acquire(blocking=False):\n    put(found, item)",
        "once-by-number": "if next(NUMBERS) == 0:\n    put(found, item)",
        "once-by-logger": "if not LOG.handlers:\n    LOG.addHandler(logging.NullHandler())\n    put(found, item)",
        "once-by-environment": "if 'ONCE' not in os.environ:\n    os.environ['ONCE'] = '1'\n    put(found, item)",
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
    import itertools
    import logging
    import os
    import threading

    ONCE = threading.Event()
    LOCK = threading.Lock()
    NUMBERS = itertools.count()
    LOG = logging.getLogger("once")
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


def _state_files(given: Mapping[str, str]) -> Files:
    change = "\n".join(filter(None, (given["change"], given["partner"])))
    reach = given["reach"]
    work = filled(_WORK.get(reach, _PLAIN_WORK), CHANGE=change)
    handler = filled(_HANDLERS.get(reach, _HANDLER), CHANGE=change, READ=given["read"])
    top = f"{given['home']}\n{code(_HELPERS)}\n\n\n{work}"
    test = {"tests/test_app.py": test_file(given["test"])}
    if reach == "other-file":
        names = "LOCK, LOG, NUMBERS, ONCE, counted, found, index, kept, logging, note, os, put, rows, state, work"
        return {"app.py": f"from shared import {names}\n\n\n{handler}\n", "shared.py": f"{top}\n", **test}
    return {"app.py": f"{top}\n\n\n{handler}\n", **test}


STATE = Family("state", _STATE, _state_files)
