"""What templates declare: functions, tables, and where they say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import dirname

from lambdafix.knowledge.reserved_variables import RESERVED
from lambdafix.model import UNTOLD, Batching, Deployment, Skipped, TableSchema
from lambdafix.project.inline import InlineCode
from lambdafix.project.stacks import Stack

_REFERS = re.compile(
    r"\{\{resolve:|\$\{|^arn:|^ssm:|^<.*>$|^(?:change|replace|your|xxx|todo|dummy|example)", re.IGNORECASE
)
"""A value that names where the value is, or says that it is none."""

INLINE = "its code is inline in the template"
"""The `problem` of a function whose source stands in the template itself."""


@dataclass(frozen=True, slots=True, order=True)
class Variable:
    """An environment variable of a function. `reference` names the resource its value comes from, "" for plain text."""

    name: str
    value: str | None = None
    """None where it cannot be told."""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredFunction:
    """A Lambda function as a template gives it. Folders are relative to the project's root."""

    handler: str
    """As the runtime gets it ("src/app.handler"); "" where the template leaves it open and `problem` says why."""
    template: str
    row: int
    how: str
    """As in `lambdafix.model.HandlerEntry.how`."""
    name: str = ""
    """Logical id, key or resource name in its template."""
    folder: str | None = None
    """The deployment package's folder; None where it cannot be told (an S3 object, a build step's output)."""
    package: tuple[str, ...] = ()
    """Further folders that lie at the package's root, or names that tell which of several folders is meant."""
    dockerfile: str = ""
    """What builds its container image."""
    runtime: str = ""
    """"" where the template leaves it to a container image or cannot be told."""
    triggers: tuple[str, ...] = ()
    environment: tuple[Variable, ...] = ()
    mounts: tuple[str, ...] = ()
    """Local mount paths of file systems, "/mnt/…"."""
    layers: tuple[str, ...] = ()
    """Folders of the layers the same template builds."""
    is_opaque: bool = True
    """What the function can import is not told: a layer of elsewhere, an image, a build step of its own."""
    memory: int | None = None
    """MB."""
    timeout: int | None = None
    """Seconds."""
    batching: Batching = UNTOLD
    sources: tuple[str, ...] = ()
    """Resources of its template whose every change triggers it."""
    problem: str = ""
    """Why no code can be looked for: inline source that is not plain, an expression that is not."""
    inline: InlineCode | None = None
    """Its source, where that stands in the template, and `folder` is where it is analysed."""

    @property
    def own_variables(self) -> frozenset[str]:
        """The variables that name one of its `sources`."""
        return frozenset(variable.name for variable in self.environment if variable.reference in self.sources)

    @property
    def is_python(self) -> bool:
        """False where the template says or shows another language, or names no function at all."""
        if self.runtime:
            return self.runtime.startswith("python") and not self.handler.endswith(".sh")
        other = self.handler.endswith((".sh", "bootstrap")) or "::" in self.handler
        return bool(self.handler or self.problem) and not other


@dataclass(frozen=True, slots=True)
class Templates:
    """Everything the project's templates declare."""

    functions: tuple[DeclaredFunction, ...] = ()
    tables: tuple[TableSchema, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    """Templates that could not be read, and Python functions whose code is inline."""
    stacks: tuple[Stack, ...] = ()
    included: tuple[str, ...] = ()
    """Files that a template includes, from wherever: what they hold, and whether they are there, counts as well."""
    is_dated: bool = False
    """What a program of the CDK wrote counts as well, where there is any that is not older than the program."""

    def inline(self) -> dict[str, InlineCode]:
        """The Python code that stands in templates, by the path under which it is analysed."""
        found = (function.inline for function in self.functions if function.is_python)
        return {code.path: code for code in found if code is not None}

    def variables(self) -> dict[str, frozenset[str]]:
        """Environment variable -> the tables (name or logical id) that the functions get through it."""
        names = {table.name for table in self.tables}
        ids = {(dirname(t.declared_in), t.logical_id): t.name for t in self.tables if t.logical_id}
        found: dict[str, set[str]] = {}
        for function in self.functions:
            for variable in function.environment:
                table = ids.get((dirname(function.template), variable.reference)) or variable.value
                if table in names:
                    found.setdefault(variable.name, set()).add(table)
        return {name: frozenset(tables) for name, tables in found.items()}

    def deployment(self) -> Deployment:
        """What of this the rules ask for."""
        mounts = sorted({mount for function in self.functions for mount in function.mounts})
        reserved = tuple(
            (variable.name, f"{function.template}:{function.row}")
            for function in self.functions
            for variable in function.environment
            if variable.name in RESERVED
        )
        layers = {f"{one.template}:{one.row}": one.layers for one in self.functions if not one.is_opaque}
        memories = {f"{one.template}:{one.row}": one.memory for one in self.functions if one.memory}
        return Deployment(
            self.tables,
            self.variables(),
            tuple(mounts),
            self.plain_variables(),
            reserved,
            {f"{one.template}:{one.row}": one.own_variables for one in self.functions if one.own_variables},
            memories,
            layers,
        )

    def plain_variables(self) -> dict[str, str]:
        """Environment variable -> the place of the function whose template gives it a value in plain text."""
        found: dict[str, str] = {}
        for function in self.functions:
            for variable in function.environment:
                if variable.value and not variable.reference and not _REFERS.search(variable.value):
                    found.setdefault(variable.name, f"{function.template}:{function.row}")
        return found
