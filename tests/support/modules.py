"""Hypothesis strategies for handler modules: executable, and as varied in their style as real ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from hypothesis import strategies as st

Write = Callable[[int, str, int], list["Line"]]
Draw = Callable[[st.SearchStrategy[Any]], Any]

STATE = {"found": "[]", "totals": "{}", "last": "None", "calls": "0", "tags": "set()"}
MUTATIONS = {
    "found": "found.append({event})",
    "totals": "totals[{event}] = totals.get({event}, 0) + 1",
    "last": "last = {event}",
    "calls": "calls += 1",
    "tags": "tags.add({event})",
}
REBOUND = ("last", "calls")
"""State that a mutation rebinds, so that its function must declare it global."""
SERVICES = ("s3", "sqs", "dynamodb", "sns")
IMPORTS = {
    "import boto3": "boto3",
    "import boto3 as aws": "aws",
    "import os, boto3": "boto3",
    "from boto3 import client as make": "",
}
WRAPPERS = (
    ("if {event}:", ""),
    ("for _ in range(2):", ""),
    ("try:", "finally:"),
    ("with open(__file__):", ""),
    ("while True:", "break"),
)


class Line(NamedTuple):
    depth: int
    text: str


@dataclass(frozen=True)
class Style:
    quote: str
    indent: str
    newline: str
    bom: bool
    final_newline: bool

    def render(self, lines: list[Line]) -> bytes:
        text = self.newline.join(
            (self.indent * line.depth + line.text.replace('"', self.quote)).rstrip() for line in lines
        )
        ending = self.newline if self.final_newline else ""
        return ("\ufeff" if self.bom else "").encode() + (text + ending).encode()


def styles() -> st.SearchStrategy[Style]:
    return st.builds(
        Style,
        quote=st.sampled_from("\"'"),
        indent=st.sampled_from(["    ", "  ", "\t"]),
        newline=st.sampled_from(["\n", "\r\n", "\r"]),
        bom=st.booleans(),
        final_newline=st.booleans(),
    )


@st.composite
def modules(draw: Draw) -> list[Line]:
    """The lines of a module with a `handler` that can be called with an event {"name": …}."""
    statement = draw(st.sampled_from(sorted(IMPORTS)))
    author = _Author(draw, IMPORTS[statement], draw(st.lists(st.sampled_from(sorted(STATE)), unique=True)))
    lines = [
        *author.maybe(Line(0, '"""Orders."""')),
        *author.maybe(Line(0, "from __future__ import annotations")),
        Line(0, statement),
        *author.maybe(Line(0, "import json  # for later")),
        *author.maybe(Line(0, 'REGION = "eu-west-1"  # where we are')),
        *author.comment(0),
        *(Line(0, f"{name} = {STATE[name]}") for name in author.state),
    ]
    for number in range(draw(st.integers(0, 2))):
        lines += author.function(f"helper{number}", "value")
        author.helpers.append(f"helper{number}")
    return [*lines, *author.function("handler", "event, context", 'event["name"]')]


class _Author:
    """Writes one module's functions; what it knows of the module is what they may use."""

    def __init__(self, draw: Draw, boto3: str, state: list[str]) -> None:
        self.draw = draw
        self.boto3 = boto3
        self.state = state
        self.helpers: list[str] = []

    def function(self, name: str, parameters: str, event: str = "value") -> list[Line]:
        body = self.block(1, event, 3)
        text = "\n".join(line.text for line in body)
        rebound = [state for state in REBOUND if state in self.state and f"{state} " in text]
        shown = self.draw(st.lists(st.sampled_from(self.state), unique=True)) if self.state else []
        return [
            *[Line(0, "")] * self.draw(st.integers(0, 2)),
            *self.comment(0),
            Line(0, f"def {name}({parameters}):"),
            *self.maybe(Line(1, '"""What it does."""')),
            *(Line(1, f"global {state}") for state in rebound),
            *body,
            Line(1, f"return [{', '.join(f'str({state})' for state in shown)}]"),
        ]

    def block(self, depth: int, event: str, budget: int) -> list[Line]:
        lines = self.comment(depth)
        for _ in range(self.draw(st.integers(1, budget))):
            lines += self.statement(depth, event, budget - 1)
        return lines

    def statement(self, depth: int, event: str, budget: int) -> list[Line]:
        kinds: list[Write] = [self.client, self.client_by_name, self.plain]
        kinds += [self.mutation] * 2 * bool(self.state)
        kinds += [self.call] * bool(self.helpers)
        kinds += [self.wrapped, self.nested] * (budget > 0)
        write: Write = self.draw(st.sampled_from(kinds))
        return write(depth, event, budget)

    def client(self, depth: int, _event: str, _budget: int) -> list[Line]:
        name = self.draw(st.sampled_from(["client", "service", "queue"]))
        return [
            Line(depth, f"{name} = {self.construction()}{self.remark()}"),
            Line(depth, f"print({name}.meta.service_model.service_name)"),
        ]

    def client_by_name(self, depth: int, _event: str, _budget: int) -> list[Line]:
        return [Line(depth, f"print({self.construction()}.meta.service_model.service_name)")]

    def construction(self) -> str:
        service = self.draw(st.sampled_from(SERVICES))
        options = self.draw(st.sampled_from(["", ', region_name="eu-west-1"', ", use_ssl=True"]))
        return f'{self.boto3}.client("{service}"{options})' if self.boto3 else f'make("{service}"{options})'

    def mutation(self, depth: int, event: str, _budget: int) -> list[Line]:
        state = self.draw(st.sampled_from(self.state))
        return [Line(depth, MUTATIONS[state].format(event=event) + self.remark())]

    def plain(self, depth: int, event: str, _budget: int) -> list[Line]:
        text = self.draw(st.sampled_from(['print("name", {event})', "pass", "result = str({event})"]))
        return [Line(depth, text.format(event=event) + self.remark())]

    def call(self, depth: int, event: str, _budget: int) -> list[Line]:
        return [Line(depth, f"print({self.draw(st.sampled_from(self.helpers))}({event}))")]

    def wrapped(self, depth: int, event: str, budget: int) -> list[Line]:
        opening, closing = self.draw(st.sampled_from(WRAPPERS))
        lines = [Line(depth, opening.format(event=event)), *self.block(depth + 1, event, budget)]
        if closing == "finally:":
            lines += [Line(depth, closing), Line(depth + 1, "pass")]
        elif closing:
            lines.append(Line(depth + 1, closing))
        return lines

    def nested(self, depth: int, event: str, _budget: int) -> list[Line]:
        lines = self.client(depth + 1, event, 0)
        return [Line(depth, "def inner():"), *lines, Line(depth, "inner()")]

    def comment(self, depth: int) -> list[Line]:
        return self.maybe(Line(depth, "# a comment of its own, with é"))

    def remark(self) -> str:
        return str(self.draw(st.sampled_from(["", "", "  # why it is so"])))

    def maybe(self, line: Line) -> list[Line]:
        return [line] if self.draw(st.booleans()) else []
