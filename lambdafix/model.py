"""The values that pass between the rooms: frozen, pickleable, without I/O.

Offsets count characters of a file's decoded text (see `lambdafix.source.Source`), from 0, ends exclusive.
Rows and columns count from 1, columns in characters. Paths are POSIX paths relative to the project's root.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Applicability(enum.Enum):
    """How far a fix may be trusted."""

    SAFE = "safe"
    """A cold start behaves as before and only the warm-start fault is gone. Applied by default."""
    UNSAFE = "unsafe"
    """Very likely right, yet it changes an error, an import or a guarantee: a person says yes."""
    REPORT = "report"
    """The finding is true and no sound rewrite is known. The refusal says why and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Position:
    row: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters of `span` in `path` by `content`."""

    path: str
    span: Span
    content: str


class Change(enum.Enum):
    ADDED = "added"
    REMOVED = "removed"
    UNCOVERED = "uncovered"
    """Removed, and what uses it now means the module's own name, which was there before."""


@dataclass(frozen=True, slots=True, order=True)
class BindingChange:
    """A name a fix binds, or no longer binds, in one scope.

    `scope` is the qualified name of the owning function ("Service.load"), or "" for the module. A binding that moves
    is one REMOVED and one ADDED.
    """

    path: str
    scope: str
    name: str
    change: Change


@dataclass(frozen=True, slots=True)
class Fix:
    """All the edits that repair one finding, in one file or several, and the bindings they add or remove."""

    message: str
    edits: tuple[Edit, ...]
    bindings: tuple[BindingChange, ...] = ()
    alternatives: tuple[str, ...] = ()
    """What the one name it adds to a module may be called, in order of preference, where another fix takes it."""
    makes: str = ""
    """What that name holds, in a text that is the same for all fixes that add the same."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a finding is not rewritten, and what its reader can do."""

    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}" if self.remedy else self.reason


@dataclass(frozen=True, slots=True, order=True)
class Related:
    """Another place a reader wants to see: the definition, a use, a step of the call path."""

    path: str
    row: int
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in one place. Exactly one of `fix` and `refusal` is set once the engine is done with it."""

    code: str
    name: str
    path: str
    span: Span
    start: Position
    end: Position
    function: str
    """Qualified name of the enclosing function, "" at module level."""
    message: str
    """What is wrong here and why it matters, in one line."""
    applicability: Applicability
    fingerprint: str
    snippet: str
    """The source text of `span`, secrets masked."""
    call_path: tuple[str, ...] = ()
    """How a request gets here: ("app.handler", "orders.load", "db.connect")."""
    doubt: str = ""
    """What keeps an unsafe fix from being safe."""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    refusal: Refusal | None = None
    evidence: tuple[str, ...] = ()
    """What shows that a fix keeps what the program does: clauses."""


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A file that was not analysed, or not wholly, with the reason and the row where it lies (0: the whole file)."""

    path: str
    reason: str
    row: int = 0
    crashed: str = ""
    """The code of the rule whose own fault it is, "" where none's."""


class Confidence(enum.IntEnum):
    """How a handler became known; a higher one overrides a lower one for the same function."""

    SHAPE = 1
    """Signature or name alone."""
    CODE = 2
    """A decorator, wrapper assignment or framework object in the code."""
    TEMPLATE = 3
    """A template, Dockerfile or deployment configuration names it."""


@dataclass(frozen=True, slots=True)
class EventSource:
    """One queue or stream of a function, as a template that can be edited declares it."""

    template: str
    keys: tuple[str | int, ...]
    """What leads to its settings from the document's root."""
    kind: str
    """"sqs", "kinesis", "dynamodb", …"""
    setting: str
    """The key under which it asks for answers about single records: "FunctionResponseTypes"."""
    partial: bool = False
    """It asks for them."""
    ordered: bool = False
    """A FIFO queue."""


@dataclass(frozen=True, slots=True, order=True)
class Batching:
    """How the queues and streams of a function hand over their records."""

    single: bool = False
    """A template says that they come one at a time (`BatchSize: 1`), from each of them."""
    partial: bool = False
    """A template says that the answer tells which records failed (`ReportBatchItemFailures`)."""
    sources: tuple[EventSource, ...] = field(default=(), compare=False)


UNTOLD = Batching()


@dataclass(frozen=True, slots=True, order=True)
class HandlerEntry:
    """A function that the Lambda runtime, or a framework on its behalf, calls once per request."""

    path: str
    function: str
    """Qualified name in its module; a variable's name where the handler is an object (`handler = Mangum(app)`)."""
    how: str
    """The method that found it, for people: "sam", "cloudformation", "serverless", "cdk", "terraform", "dockerfile",
    "zappa", "chalice", "wrapper", "decorator", "re-export", "signature"."""
    confidence: Confidence
    trigger: str = "unknown"
    """"api", "sqs", "sns", "s3", "schedule", "dynamodb", "kinesis", "eventbridge", …; several joined by "+"."""
    root: str = ""
    """Deployment root: the folder whose files are importable as top-level modules; "" is the project's root."""
    declared_in: str = ""
    """The template and row that name it: "template.yaml:12"."""
    batching: Batching = UNTOLD
    timeout: int = 0
    """Seconds, as the template says; 0 where none does."""


@dataclass(frozen=True, slots=True, order=True)
class TableSchema:
    """The primary key of a DynamoDB table. `sort_key` is "" where there is none."""

    name: str
    """The table's name, or its logical id where the template generates the name."""
    partition_key: str
    sort_key: str
    declared_in: str
    """"template.yaml:12"."""
    logical_id: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What the project's templates say beyond handlers."""

    tables: tuple[TableSchema, ...] = ()
    table_variables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Environment variable -> names (as in `tables`) of the tables that functions get through it."""
    mounts: tuple[str, ...] = ()
    """Where file systems are mounted: "/mnt/models"."""
    plain_variables: Mapping[str, str] = field(default_factory=dict)
    """Environment variable whose value stands in a template as plain text -> that function's place,
    "template.yaml:12". The values are not kept."""
    reserved_variables: tuple[tuple[str, str], ...] = ()
    """(variable, place of the function) where a template sets one that Lambda reserves."""
    own_sources: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Place of a function -> the environment variables that name what triggers it: a queue, table, topic, stream or
    bucket, where no filter stands between."""
    memories: Mapping[str, int] = field(default_factory=dict)
    """Place of a function -> its memory in MB, where a template says it."""
    layers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Place of a function -> the folders of its layers; functions of which a layer or the package is unknown are not in
    it."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file before and after its fixes, as bytes."""

    path: str
    before: bytes
    after: bytes
    fingerprints: tuple[str, ...] = field(default=())
    """Of the findings whose fixes are in `after`."""
