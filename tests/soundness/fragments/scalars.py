"""Values of one name or slot: totals, flags, what was seen last, a stamp and what it stands for."""

from __future__ import annotations

from collections.abc import Mapping

from soundness.fragments.composing import Family, Files, code, filled, test_file

_PLACES: Mapping[str, str] = {
    # what the module holds | the declaration that a function needs | the name of the value | the name of its partner
    "global": "total = 0\nother = 0 | global total, other | total | other",
    "none": "total = None\nother = None | global total, other | total | other",
    "text": "total = ''\nother = '' | global total, other | total | other",
    "items": "state = {'total': 0, 'other': 0} | | state['total'] | state['other']",
    "slots": "state = [0, 0] | | state[0] | state[1]",
    "class": "class State:\n    total = 0\n    other = 0 | | State.total | State.other",
    "object": """
        class State:
            def __init__(self):
                self.total = 0
                self.other = 0


        state = State() | | state.total | state.other
        """,
    "namespace": """
        from types import SimpleNamespace
        state = SimpleNamespace(total=0, other=0) | | state.total | state.other
        """,
    "function": "def state():\n    return None\n\n\nstate.total = state.other = 0 | | state.total | state.other",
    "nested": "state = {'a': {'total': 0, 'other': 0}} | | state['a']['total'] | state['a']['other']",
    "unbound": "other = 0 | global total, other | total | other",
}
_SCALARS: dict[str, Mapping[str, str]] = {
    "place": _PLACES,
    "change": {
        "set": "VALUE = event['region']",
        "set-branch": "if event['flag']:\n    VALUE = event['region']",
        "set-once": "if not VALUE:\n    VALUE = event['region']",
        "set-once-constant": "if not VALUE:\n    VALUE = 'constant'",
        "set-once-loaded": "if not VALUE:\n    VALUE = load('constant')",
        "set-if-other": "if VALUE != event['region']:\n    VALUE = event['region']\n    OTHER = load(event['region'])",
        "add": "VALUE = (VALUE or 0) + 1",
        "add-in-place": "for item in event['items']:\n    VALUE += len(item)",
        "add-branch": "if event['flag']:\n    VALUE = (VALUE or 0) + 1",
        "join": "for item in event['items']:\n    VALUE = str(VALUE) + item",
        "swap": "VALUE, OTHER = event['region'], VALUE",
        "both": "VALUE, OTHER = event['region'], event['flag']",
        "both-add": "for item in event['items']:\n    VALUE = (VALUE or 0) + len(item)\n    OTHER = (OTHER or 0) + 1",
        "except": "try:\n    1 / event['flag']\nexcept ZeroDivisionError as error:\n    VALUE = str(error)",
        "loop": "for VALUE in event['items']:\n    pass",
        "with": "with open('/dev/null') as VALUE:\n    OTHER = VALUE.name",
        "reset-first": "VALUE = 0\nfor item in event['items']:\n    VALUE += 1",
        "reset-branch": "if event['flag']:\n    VALUE = 0\nVALUE = (VALUE or 0) + 1",
        "reset-last": "VALUE = 1\nshown = VALUE\nVALUE = 0",
        "two-functions": "begin(event)\nadd(event)",
        "flag": "if not OTHER:\n    OTHER = True\n    VALUE = load(event['region'])",
        "flag-constant": "if not OTHER:\n    OTHER = True\n    VALUE = load('constant')",
        "stamp": "if OTHER != event['region']:\n    OTHER = event['region']\n    VALUE = load(OTHER)",
    },
    "read": {
        "value": "VALUE",
        "both": "[VALUE, OTHER]",
        "truth": "bool(VALUE)",
        "helper": "read()",
        "ratio": "(VALUE or 0) / (OTHER or 1) if not isinstance(VALUE, str) else 0",
        "other": "OTHER",
        "global-names": "[str(value) for name, value in globals().items() if name == 'total']",
        "text": 'f"{VALUE} of {OTHER}"',
        "nothing": "'done'",
    },
    "reach": {
        "handler": "handler",
        "helper": "helper",
        "twice": "twice",
        "guarded": "guarded",
        "other-file": "other-file",
    },
    "test": {
        "none": "",
        "twice": """
            from app import handler

            def test_it():
                return str(handler(EVENT, None)), str(handler(EVENT, None))
            """,
        "set-first": """
            import app

            def test_it():
                if hasattr(app, "total"):
                    app.total = "given"
                return str(app.handler(EVENT, None)), str(getattr(app, "total", None))
            """,
        "reads-after": """
            import app

            def test_it():
                app.handler(EVENT, None)
                return [str(getattr(app, name, None)) for name in ("total", "other")]
            """,
    },
}
_TOP = """
    PLACE


    def load(name):
        return {"name": name}["name"] + "-loaded"


    def read():
        return VALUE


    def begin(event):
        DECLARED
        VALUE = len(event["items"])


    def add(event):
        DECLARED
        VALUE = (VALUE or 0) + 1


    def work(event):
        DECLARED
        CHANGE
    """
_HANDLERS: Mapping[str, str] = {
    "handler": """
        def handler(event, context):
            DECLARED
            CHANGE
            return READ
        """,
    "helper": """
        def handler(event, context):
            work(event)
            return READ
        """,
    "twice": """
        def handler(event, context):
            work(event)
            first = str(READ)
            work(event)
            return first, READ
        """,
    "guarded": """
        def handler(event, context):
            if event["flag"]:
                work(event)
            return READ
        """,
    "other-file": """
        def handler(event, context):
            work(event)
            return shown()
        """,
}


def _scalar_files(given: Mapping[str, str]) -> Files:
    place, declared, value, other = (part.strip() for part in code(given["place"]).split("|"))
    names = {"VALUE": value, "OTHER": other}
    change, read = (_named(given[slot], names) for slot in ("change", "read"))
    parts = {"PLACE": place, "DECLARED": declared, "CHANGE": change, "READ": read, **names}
    top, handler = filled(_TOP, **parts), filled(_HANDLERS[given["reach"]], **parts)
    test = {"tests/test_app.py": test_file(given["test"])}
    if given["reach"] == "other-file":
        shown = filled("def shown():\n    return READ", READ=read)
        return {
            "app.py": f"from shared import shown, work\n\n\n{handler}\n",
            "shared.py": f"{top}\n\n\n{shown}\n",
            **test,
        }
    return {"app.py": f"{top}\n\n\n{handler}\n", **test}


def _named(text: str, names: Mapping[str, str]) -> str:
    for word, name in names.items():
        text = text.replace(word, name)
    return text


SCALARS = Family("scalars", _SCALARS, _scalar_files)
