"""A family of programs has slots, a slot has choices, the plainest first; one choice for each slot makes a program."""

from __future__ import annotations

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


def composed(family: Family, chance: random.Random) -> Composed:
    """A program of this family, each slot chosen at random."""
    return Composed(family, {slot: chance.choice(list(options)) for slot, options in family.slots.items()})


def code(text: str, depth: int = 0) -> str:
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    " * depth)


def filled(text: str, **parts: str) -> str:
    """`text` with each word in capitals that stands alone in its row replaced by these rows, else by this text."""
    rows = []
    for row in code(text).splitlines():
        word = row.strip()
        depth = (len(row) - len(row.lstrip())) // 4
        if word in parts:
            rows.append(code(parts[word], depth))
        else:
            for name, part in parts.items():
                row = row.replace(name, part)
            rows.append(row)
    return "\n".join(rows)


def test_file(text: str) -> str:
    return f'EVENT = {{"region": "x", "regions": ["x"], "flag": 1, "items": ["a"]}}\n{code(text)}\n' if text else ""
