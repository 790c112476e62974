"""All that a codemod may import: the base class, the values, and the questions it may ask of a program.

A codemod decides with `ast` in `detect` and rewrites with libcst in `fix`. Its docstring is the rule's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from lambdafix.analysis.program.program import Program, Reach
from lambdafix.analysis.syntax.facts import (
    MODULE_SCOPE,
    ModuleFacts,
    calls_at_import,
    calls_in_functions,
    changes_lasting_state,
    dotted,
)
from lambdafix.analysis.values.boto import (
    CACHED_DATA,
    CREDENTIALS,
    REGIONLESS,
    BotoKind,
    BotoObject,
    argument,
    boto_object,
    boto_value,
    literal,
)
from lambdafix.analysis.values.effects import is_last_effect
from lambdafix.analysis.values.repetition import repeats
from lambdafix.analysis.values.variable import Action, classify
from lambdafix.evidence import AnyOf, Evidence
from lambdafix.families.clients.circumstances import circumstances, files_on_the_way
from lambdafix.families.clients.connections import (
    CheckedGetter,
    Connection,
    by_name,
    checked_getter,
    closes_attribute,
    closes_parameter,
    closes_result,
    is_guarded,
    is_rebound,
    needs_session,
    opens_inside,
)
from lambdafix.families.clients.construction import Construction, Form, constructions, per_request
from lambdafix.families.clients.drivers import Leaving, opened
from lambdafix.families.clients.hoist import Hoist, is_patched, plan, sensible_names, snake
from lambdafix.families.clients.lifetime import (
    Lifetime,
    is_written_by_callers,
    lifetime,
    project_reads,
    project_touches,
    runs_in_threads,
    starts_threads,
)
from lambdafix.families.clients.reconnect import ImportedConnection, imported_connections
from lambdafix.families.dynamodb.acceptance import Acceptance, acceptance
from lambdafix.families.dynamodb.escape import escapes
from lambdafix.families.dynamodb.freshness import Freshness, freshness, holds_what_was_started
from lambdafix.families.dynamodb.purpose import is_idempotent, keeps_records, means_to_replace
from lambdafix.families.dynamodb.read_modify_write import Addition, addition, keeps_version, write_back
from lambdafix.families.dynamodb.reserved_words import needs_a_name
from lambdafix.families.dynamodb.table_key import Key, key_of
from lambdafix.families.dynamodb.writes import Item, Put, Write, item_of, known_receiver, puts, writes
from lambdafix.families.files.outside import OutsideFiles, outside_reads, outside_writes
from lambdafix.families.files.own_directory import OwnDirectory, own_directory
from lambdafix.families.files.scratch import ScratchFile
from lambdafix.families.files.uses import FileUse
from lambdafix.families.files.verdict import Scratch, Verdict
from lambdafix.families.secrets.literals import EVIDENCE as SECRET_EVIDENCE
from lambdafix.families.secrets.literals import Secret, mask, secrets_in
from lambdafix.families.state.class_state import ClassState, class_state
from lambdafix.families.state.fresh import Move, Reset, answer, renewal
from lambdafix.families.state.leftover import Fault, Leftover, frozen
from lambdafix.model import Applicability, Refusal, Related, Span

if TYPE_CHECKING:
    import libcst as cst

    from lambdafix.analysis.program.module import Module as Module
    from lambdafix.rewrite.patch import FilePatch
    from lambdafix.rewrite.patch import Patch as Patch

__all__ = [
    "CACHED_DATA",
    "CREDENTIALS",
    "EVERY_FILE",
    "MODULE_SCOPE",
    "REGIONLESS",
    "SECRET_EVIDENCE",
    "Acceptance",
    "Action",
    "Addition",
    "AnyOf",
    "Applicability",
    "BotoKind",
    "BotoObject",
    "CheckedGetter",
    "ClassState",
    "Codemod",
    "Connection",
    "Construction",
    "Fault",
    "FileUse",
    "Form",
    "Freshness",
    "Hoist",
    "ImportedConnection",
    "Item",
    "Key",
    "Leaving",
    "Leftover",
    "Lifetime",
    "Match",
    "ModuleFacts",
    "Move",
    "NotAnalysedError",
    "OutsideFiles",
    "OwnDirectory",
    "Program",
    "Put",
    "Reach",
    "Refusal",
    "Related",
    "Reset",
    "Scratch",
    "ScratchFile",
    "Secret",
    "Span",
    "Verdict",
    "Write",
    "accept",
    "acceptance",
    "add_checked_getter",
    "addition",
    "argument",
    "boto_object",
    "boto_value",
    "by_name",
    "calls_at_import",
    "calls_in_functions",
    "changes_lasting_state",
    "checked_getter",
    "circumstances",
    "class_state",
    "classify",
    "closes_attribute",
    "closes_parameter",
    "closes_result",
    "constructions",
    "dotted",
    "escapes",
    "files_on_the_way",
    "freshness",
    "frozen",
    "hoist",
    "holds_what_was_started",
    "imported_connections",
    "is_guarded",
    "is_idempotent",
    "is_last_effect",
    "is_patched",
    "is_rebound",
    "is_written_by_callers",
    "item_of",
    "keep_connected",
    "keeps_records",
    "keeps_version",
    "key_of",
    "known_receiver",
    "leftover_match",
    "lifetime",
    "literal",
    "make_fresh",
    "mask",
    "means_to_replace",
    "move_into_directory",
    "needs_a_name",
    "needs_session",
    "opened",
    "opens_inside",
    "outside_reads",
    "outside_writes",
    "own_directory",
    "per_request",
    "plan",
    "project_reads",
    "project_touches",
    "puts",
    "renewal",
    "repeats",
    "runs_in_threads",
    "secrets_in",
    "sensible_names",
    "snake",
    "starts_threads",
    "undeclare",
    "write_back",
    "writes",
]

PlanT = TypeVar("PlanT")

EVERY_FILE: Evidence = re.compile(b"")
"""The evidence of a rule that looks at every file, tests and what no request reaches among them."""

HEADINGS = (
    "What it does",
    "Why it is bad",
    "Example",
    "Use instead",
    "When the fix is safe",
    "When it is refused",
    "References",
)


class NotAnalysedError(Exception):
    """A file that a rule cannot read: it is listed among the skipped ones."""

    def __init__(self, reason: str, row: int = 0) -> None:
        """`row` counts from 1; 0 is the whole file."""
        super().__init__(reason)
        self.reason = reason
        self.row = row


@dataclass(frozen=True, slots=True)
class Match(Generic[PlanT]):
    """A fault that `detect` found, and the plan by which `fix` will repair it.

    `plan` is None exactly where `applicability` is REPORT; then `refusal` says why.
    """

    span: Span
    message: str
    applicability: Applicability
    plan: PlanT | None = None
    refusal: Refusal | None = None
    doubt: str = ""
    call_path: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()


class Codemod(Generic[PlanT]):
    """One rule: what it finds, and how it is repaired.

    Subclass it in a file of its own, with a docstring under the headings of `HEADINGS`. The engine makes one instance a
    run; a codemod keeps no state between files.
    """

    code: ClassVar[str]
    """Three capital letters and three digits: "LMB201"."""
    name: ClassVar[str]
    """The fault in kebab case: "client-in-handler"."""
    remedy: ClassVar[str] = ""
    """What the fix does, in the imperative: "Build the client once, at module scope". "" where it only reports."""
    selected_by_default: ClassVar[bool] = True

    evidence: ClassVar[Evidence]
    """A file whose bytes this does not match holds no finding of this rule, and its tree is not searched."""

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        """Whether a file with these facts may hold a finding. False spares it the second, dearer look.

        A rule about what requests do looks only at files in `program.deployed`: a handler stands there, or imports it.
        """
        return True

    def detect(self, module: Module) -> Iterator[Match[PlanT]]:
        """Every fault of this rule in `module`, in any order. Raises `NotAnalysedError` for a file it cannot read."""
        raise NotImplementedError

    def fix(self, plan: PlanT, module: Module, patch: Patch) -> Refusal | None:
        """Record in `patch` what repairs the fault, or return why it cannot be. A rule that only reports has none.

        `patch` stands on the original text of the project's files; nothing of other fixes is in it.
        """
        raise NotImplementedError


def leftover_match(leftover: Leftover, message: str) -> Match[Any]:
    """A finding for a leftover, with the best answer there is: its plan is a `Move` or a `Reset`."""
    best = answer(leftover)
    return Match(
        leftover.span,
        message,
        best.applicability,
        best.plan,
        best.refusal,
        best.doubt,
        leftover.call_path,
        leftover.related,
    )


def undeclare(file: FilePatch, function: cst.FunctionDef, name: str) -> None:
    """Take `name` out of the function's `global` statements."""
    from lambdafix.families.state.fresh_rewrite import undeclare as rewrite

    rewrite(file, function, name)


def make_fresh(plan: Move | Reset, patch: Patch) -> None:
    """Give each request its own value of a name, by the plan of an `Answer`. Raises `CannotRewriteError`."""
    from lambdafix.families.state.fresh_rewrite import make_fresh as rewrite

    rewrite(plan, patch)


def hoist(what: Hoist, module: Module, patch: Patch) -> Refusal | None:
    """Record in `patch` how a construction is built once; the reason where it cannot be."""
    from lambdafix.families.clients.hoist_rewrite import hoist as carry_out

    return carry_out(what, module, patch)


def add_checked_getter(what: CheckedGetter, module: Module, patch: Patch) -> Refusal | None:
    """Record in `patch` how one checked connection serves every request; the reason where it cannot."""
    from lambdafix.families.clients.getter_rewrite import add_checked_getter as carry_out

    return carry_out(what, module, patch)


def accept(plan: Acceptance, file: FilePatch) -> None:
    """Put a conditional write into a `try` that lets its failed condition pass. Raises `CannotRewriteError`."""
    from lambdafix.families.dynamodb.acceptance_rewrite import accept as rewrite

    rewrite(plan, file)


def keep_connected(what: ImportedConnection, module: Module, patch: Patch) -> Refusal | None:
    """Record in `patch` how a connection of the import is checked in each request; the reason where it cannot be."""
    from lambdafix.families.clients.reconnect_rewrite import keep_connected as carry_out

    return carry_out(what, module, patch)


def move_into_directory(plan: OwnDirectory, module: Module, patch: Patch) -> None:
    """Give a function's files a folder of the request's own. Raises `CannotRewriteError`."""
    from lambdafix.families.files.own_directory_rewrite import move_into_directory as rewrite

    rewrite(plan, patch.file(module.path))
