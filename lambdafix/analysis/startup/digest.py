"""What one file does to others, kept when its tree is let go: other files of the program ask for it again and again."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.values.by_name import NameWrite


@dataclass(frozen=True, slots=True)
class SetUpPlace:
    """One place that sets something up."""

    function: str
    """Qualified name, "" at module level."""
    names: frozenset[str] | None
    """The environment variables it changes, empty where they cannot be told; None where it sets a library up."""
    is_read_by_clients: bool
    at_any_time: bool

    def touches(self, names: Collection[str]) -> bool:
        return self.names is not None and (not self.names or not self.names.isdisjoint(names) or "" in names)


@dataclass(frozen=True, slots=True)
class Digest:
    set_ups: tuple[SetUpPlace, ...]
    name_writes: tuple[NameWrite, ...]


def digest(module: Module) -> Digest:
    return Digest(tuple(_set_ups(module)), module.name_writes)


def _set_ups(module: Module) -> Iterator[SetUpPlace]:
    for node in module.set_up.libraries:
        # a call of patch_all instruments the classes of clients, those that are built already as well
        instruments = isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "patch_all"
        yield SetUpPlace(module.qualname(module.function(node)), None, not instruments, False)
    for change in module.set_up.environment:
        function = module.qualname(module.function(change.node))
        yield SetUpPlace(function, change.names, change.is_read_by_clients, change.at_any_time)
