"""LMB502."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Related, Span, shape

if TYPE_CHECKING:
    import ast

    from lambdafix.codemod import Module

_SHOWN = 3
"""Actions of a group that a sentence names."""


class Monolith(Codemod[None]):
    """A function that does several things which ask for unlike resources.

    What it does
    ------------
    Finds handlers that choose by a route, a kind of event or a name what to do: in a table of functions, in routes of
    decorators, in branches. It follows what each action calls, and groups them by two principles: what asks for alike
    resources belongs together, by the packages that it loads; and what has to do with each other does, by the services
    that it calls. There is a finding where that makes several groups.

    Why it is bad
    -------------
    The memory of a function is that of its most expensive action, and every other pays for it. Its package and its cold
    start are those of all, its role allows what any of them needs, and its concurrency is shared.

    Example
    -------
    ```python
    import json

    import boto3

    table = boto3.resource("dynamodb").Table("brands")


    def get_brand(event):
        return table.get_item(Key={"id": event["id"]}).get("Item")


    def put_brand(event):
        table.put_item(Item={"id": event["id"], "name": event["name"]})


    def classify_logo(event):
        import torch

        return torch.load("model.pt")(event["logo"])


    def handler(event, context):
        routes = {"get": get_brand, "put": put_brand, "classify": classify_logo}
        return json.dumps(routes[event["action"]](event))
    ```

    Use instead
    -----------
    ```python
    import json

    import boto3

    table = boto3.resource("dynamodb").Table("brands")


    def get_brand(event):
        return table.get_item(Key={"id": event["id"]}).get("Item")


    def put_brand(event):
        table.put_item(Item={"id": event["id"], "name": event["name"]})


    def handler(event, context):
        routes = {"get": get_brand, "put": put_brand}
        return json.dumps(routes[event["action"]](event))
    ```

    When the fix is safe
    --------------------
    Never: how an application is cut is for its owners to say.

    When it is refused
    ------------------
    Always. Make a function of each group. No finding: all actions call the same service, and load nothing heavy.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/operatorguide/monolith.html
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
    - https://aws.amazon.com/lambda/pricing/
    """

    code = "LMB502"
    name = "monolith"
    selected_by_default = False
    evidence = re.compile(rb"def\s")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for handler in module.handlers_here():
            actions = shape.actions(module, handler)
            found = shape.groups(actions)
            if len(found) < 2:
                continue
            entry = module.handler(handler)
            memory = module.program.deployment.memories.get(entry.declared_in, 0) if entry is not None else 0
            kinds = "; ".join(map(_said, found))
            yield Match.report(
                _head(module, handler),
                f"one function for {len(actions)} actions of {len(found)} kinds: {kinds}",
                Refusal("how an application is cut is for its owners to say", _remedy(found, memory)),
                related=[
                    Related(module.path, action.row, f"{action.name}: {_asks(action)}")
                    for group in found
                    for action in group.actions
                ],
            )


def _head(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Span:
    """`def handler`, without its body."""
    start = module.span(function).start
    return Span(start, module.source.text.index("(", start))


def _said(group: shape.Group) -> str:
    names = [f"`{action.name}`" for action in group.actions]
    more = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return f"{shown} ({group.asks_for or 'nothing of its own'})"


def _asks(action: shape.Action) -> str:
    return ", ".join(sorted(action.needs.services | action.needs.packages)) or "nothing of its own"


def _remedy(groups: Sequence[shape.Group], memory: int) -> str:
    """The cut, and what the lightest group would cost by itself."""
    sizes = " and ".join(f"one with {group.weight.value} MB" for group in groups)
    advice = f"make {len(groups)} functions of it: {sizes}"
    lightest = groups[0].weight.value
    if memory <= lightest:
        return advice
    now, then = shape.cost(memory), shape.cost(lightest)
    return f"{advice}; a million requests of 100 ms cost ${now:.2f} with {memory} MB, ${then:.2f} with {lightest} MB"
