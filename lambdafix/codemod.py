"""All that a codemod may import: the base class, the values, and what the families of rules know, by their names.

A codemod decides with `ast` in `detect` and rewrites with libcst in `fix`. Its docstring is the rule's documentation.

`syntax` and `values` hold the questions that serve every rule, `clients`, `dynamodb`, `events`, `files`, `runtime`,
`sdk`, `secrets`, `shape` and `state` those of one family: `for put in dynamodb.puts(module)`. `stacks` and `readiness`
serve the rules that look at templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from lambdafix.analysis import syntax, values
from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.program import Program, Reach
from lambdafix.analysis.syntax.facts import ModuleFacts
from lambdafix.evidence import AnyOf, Evidence
from lambdafix.families import clients, dynamodb, events, files, readiness, runtime, sdk, secrets, shape, state
from lambdafix.judgement import Known, Unknown
from lambdafix.match import Fault, Match, Plan, PlanT
from lambdafix.model import Applicability, Refusal, Related, Span
from lambdafix.project import stacks
from lambdafix.rewrite.errors import CannotRewriteError

if TYPE_CHECKING:
    from lambdafix.rewrite.patch import FilePatch, Patch

__all__ = [
    "AnyOf",
    "Applicability",
    "CannotRewriteError",
    "Codemod",
    "Fault",
    "FilePatch",
    "Known",
    "Match",
    "Module",
    "ModuleFacts",
    "NotAnalysedError",
    "Patch",
    "Program",
    "Reach",
    "Refusal",
    "Related",
    "Span",
    "TemplateRule",
    "Unknown",
    "clients",
    "dynamodb",
    "events",
    "files",
    "readiness",
    "runtime",
    "sdk",
    "secrets",
    "shape",
    "stacks",
    "state",
    "syntax",
    "values",
]

HEADINGS = (
    "What it does",
    "Why it is bad",
    "Example",
    "Use instead",
    "When the fix is safe",
    "When it is refused",
    "References",
)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """`Patch` and `FilePatch`, which bring libcst along, once somebody asks for them."""
        if name in ("FilePatch", "Patch"):
            from lambdafix.rewrite import patch

            return getattr(patch, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class NotAnalysedError(Exception):
    """A file that a rule cannot read: it is listed among the skipped ones."""

    def __init__(self, reason: str, row: int = 0) -> None:
        """`row` counts from 1; 0 is the whole file."""
        super().__init__(reason)
        self.reason = reason
        self.row = row


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

    yields_to: ClassVar[tuple[str, ...]] = ()
    """Codes of rules whose fix repairs this rule's fault along with theirs.

    Where one of them runs and repairs something in the same function, a finding of this rule is left out.
    """
    reveals: ClassVar[tuple[str, ...]] = ()
    """Codes of rules whose fault this rule's covers: once it is repaired they tell of it, in the same file."""
    deployed_only: ClassVar[bool] = True
    """Look only at files that are deployed with a handler: one stands there, or imports them, however indirectly.

    False: look at every file, tests and what no request reaches among them.
    """
    evidence: ClassVar[Evidence] = re.compile(b"")
    """A file whose bytes this does not match holds no finding of this rule, and its tree is not searched.

    It only saves time, and may be left out; a pattern that misses a spelling costs findings.
    """

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        """Whether a file with these facts may hold a finding. False spares it the second, dearer look."""
        return True

    def detect(self, module: Module) -> Iterator[Match[PlanT]]:
        """Every fault of this rule in `module`, in any order. Raises `NotAnalysedError` for a file it cannot read."""
        raise NotImplementedError

    def fix(self, plan: PlanT, module: Module, patch: Patch) -> Refusal | None:
        """Record in `patch` what repairs the fault, or return why it cannot be: as it stands, the plan does that.

        `patch` stands on the original text of the project's files; nothing of other fixes is in it.
        """
        if not isinstance(plan, Plan):
            raise TypeError(f"{type(self).__name__}.fix: a plan without `carry_out` needs a `fix` of the rule's own")
        if not self.remedy:
            raise TypeError(f"{type(self).__name__}.remedy: a rule that repairs says there what its fix does")
        return plan.carry_out(module, patch)


class TemplateRule(Codemod[None]):
    """A rule that looks at what is deployed, as the project's templates describe it, instead of at Python files.

    What a template does not tell is unknown, and no fault.
    """

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return False

    def detect(self, module: Module) -> Iterator[Match[None]]:
        return iter(())

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        """Every fault of this rule in `stack`, in any order; `every` holds all stacks of the project."""
        raise NotImplementedError
