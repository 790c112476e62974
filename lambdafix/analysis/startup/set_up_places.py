"""The places of one file that set something up, as other files of the program ask for them again and again."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.startup.set_up import set_up
from lambdafix.analysis.syntax.facts import dotted

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


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


def set_up_places(module: Module) -> tuple[SetUpPlace, ...]:
    """Every such place of one file. They hold no tree, and so may outlive it."""
    return tuple(_set_ups(module))


def _set_ups(module: Module) -> Iterator[SetUpPlace]:
    for node in set_up(module).libraries:
        # a call of patch_all instruments the classes of clients, those that are built already as well
        instruments = isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "patch_all"
        yield SetUpPlace(module.qualname(module.function(node)), None, not instruments, False)
    for change in set_up(module).environment:
        function = module.qualname(module.function(change.node))
        yield SetUpPlace(function, change.names, change.is_read_by_clients, change.at_any_time)
