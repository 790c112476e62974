"""What a patch is to do to one file, keyed by the nodes of its tree."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from lambdafix.analysis.startup.import_order import NEVER
from lambdafix.rewrite.changes import Order
from lambdafix.rewrite.imports import NewImport
from lambdafix.rewrite.layout import Line, Statement


@dataclass(frozen=True, slots=True)
class Insertion:
    anchor: Statement
    order: Order
    """BEFORE or AFTER the anchor."""
    new: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Wrapping:
    first: Line
    last: Line
    header: str
    """Rows without indentation: "try:"."""
    closing: str
    """Rows without indentation that follow the wrapped ones: "finally:\\n    f()", or ""."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A further clause of a `try`, before all others."""

    last: Line
    """The last statement of the body."""
    code: str
    """Rows without indentation: "except KeyError:\\n    pass"."""
    repeated: Line | None
    """A statement of the body to stand at the clause's end once more."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A statement for the module's top level."""

    new: Line
    declared: frozenset[str]
    after: Line | None = None
    above: int = NEVER
    """The row from which on the import uses it."""
    below: int = 0
    """The row after which it must stand."""


@dataclass(slots=True)
class Record:
    replaced: dict[cst.CSTNode, cst.CSTNode] = field(default_factory=dict)
    removed: list[Statement] = field(default_factory=list)
    insertions: list[Insertion] = field(default_factory=list)
    wrappings: list[Wrapping] = field(default_factory=list)
    unwrapped: list[cst.With] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    imports: list[NewImport] = field(default_factory=list)
    unneeded: list[str] = field(default_factory=list)
    """Names whose import goes where nothing uses them any more."""
