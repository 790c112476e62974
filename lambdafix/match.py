"""What `Codemod.detect` gives for each fault, and what a plan to repair it must be able to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar, runtime_checkable

from lambdafix.errors import expect
from lambdafix.judgement import Judgement, Known, Refuted, Unknown
from lambdafix.model import Applicability, Refusal, Related, Span
from lambdafix.project.stacks import Place

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.rewrite.patch import Patch

PlanT = TypeVar("PlanT")


@runtime_checkable
class Plan(Protocol):
    """How one fault is repaired, decided by `detect`: a pickleable value that can carry itself out."""

    def carry_out(self, module: Module, patch: Patch) -> Refusal | None:
        """Record in `patch` what repairs the fault, or return why it cannot be. May raise `CannotRewriteError`."""


class RewrittenApart:
    """A plan whose rewriting stands in a file of its own, for that brings libcst along.

    The module that `rewriting` names has a function `carry_out(plan, module, patch)`.
    """

    __slots__ = ()

    rewriting: ClassVar[str]

    def carry_out(self, module: Module, patch: Patch) -> Refusal | None:
        refusal: Refusal | None = import_module(self.rewriting).carry_out(self, module, patch)
        return refusal


@dataclass(frozen=True, slots=True)
class Match(Generic[PlanT]):
    """A fault that `detect` found: made by `report`, `repair` or `answered`, each of which raises TypeError.

    `plan` is None exactly where `applicability` is REPORT; then `refusal` says why. `doubt` is "" exactly where
    `applicability` is not UNSAFE.
    """

    span: Span
    message: str
    applicability: Applicability
    plan: PlanT | None = None
    refusal: Refusal | None = None
    doubt: str = ""
    call_path: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    evidence: tuple[str, ...] = ()
    """What shows that the fix keeps what the program does: clauses."""

    @classmethod
    def report(
        cls,
        span: Span,
        message: str,
        refusal: Refusal,
        *,
        call_path: Iterable[str] = (),
        related: Iterable[Related] = (),
    ) -> Match[PlanT]:
        """A fault that nothing repairs soundly. `refusal` says why, and what its reader can do."""
        expect("refusal", refusal, Refusal)
        return cls._made(span, message, Applicability.REPORT, None, refusal, (), call_path, related)

    @classmethod
    def repair(
        cls,
        span: Span,
        message: str,
        plan: PlanT,
        *,
        answers: Iterable[Judgement] = (),
        doubts: Iterable[str] = (),
        call_path: Iterable[str] = (),
        related: Iterable[Related] = (),
    ) -> Match[PlanT]:
        """A fault with a fix: safe where all `answers` are known, and there is one; unsafe with anything unknown.

        `doubts` are further unknowns, by their reasons: each a clause without a full stop.
        """
        expect("span", span, Span)
        expect("message", message, str)
        if plan is None or isinstance(plan, Refusal):
            raise TypeError(f"plan: expected how the fault is repaired, not {plan!r}; Match.report takes a refusal")
        given = [*_judgements(answers), *(Unknown(doubt) for doubt in _texts("doubts", doubts))]
        evidence = tuple(dict.fromkeys(one.evidence for one in given if isinstance(one, Known)))
        reasons = tuple(dict.fromkeys(one.reason for one in given if not isinstance(one, Known)))
        if not evidence and not reasons:
            raise TypeError("answers: a fix is safe by what shows it: give a Known, or name a doubt")
        applicability = Applicability.UNSAFE if reasons else Applicability.SAFE
        return cls._made(span, message, applicability, plan, None, reasons, call_path, related, evidence)

    @classmethod
    def answered(
        cls,
        span: Span,
        message: str,
        answer: PlanT | Refusal,
        *,
        answers: Iterable[Judgement] = (),
        doubts: Iterable[str] = (),
        call_path: Iterable[str] = (),
        related: Iterable[Related] = (),
    ) -> Match[PlanT]:
        """`report` for a refusal, whatever else is given, and `repair` for a plan."""
        if isinstance(answer, Refusal):
            return cls.report(span, message, answer, call_path=call_path, related=related)
        return cls.repair(span, message, answer, answers=answers, doubts=doubts, call_path=call_path, related=related)

    @classmethod
    def _made(
        cls,
        span: Span,
        message: str,
        applicability: Applicability,
        plan: PlanT | None,
        refusal: Refusal | None,
        doubts: tuple[str, ...],
        call_path: Iterable[str],
        related: Iterable[Related],
        evidence: tuple[str, ...] = (),
    ) -> Match[PlanT]:
        expect("span", span, Span)
        expect("message", message, str)
        related = tuple(related)
        for one in related:
            expect("related", one, Related)
        way = tuple(_texts("call_path", call_path))
        return cls(span, message, applicability, plan, refusal, "; ".join(doubts), way, related, evidence)


def _judgements(given: Iterable[Judgement]) -> Iterable[Judgement]:
    for one in given:
        if not isinstance(one, Known | Refuted | Unknown):
            raise TypeError(f"answers: expected Known, Refuted or Unknown, not {one!r}")
        yield one


def _texts(name: str, given: Iterable[str]) -> Iterable[str]:
    if isinstance(given, str):
        raise TypeError(f"{name}: expected several texts, not the one text {given!r}")
    for text in given:
        expect(name, text, str)
        yield text


@dataclass(frozen=True, slots=True)
class TemplateEdit:
    """One value of a template set, or added to a list: `keys` lead to it from the document's root."""

    path: str
    keys: tuple[str | int, ...]
    value: str | int | tuple[str, ...]
    append: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a template: with a refusal, or with an edit, which is unsafe because it changes what is deployed."""

    place: Place
    function: str
    """The name by which the template calls what the fault is in: a logical id, a key of `functions`."""
    message: str
    answer: Refusal | TemplateEdit
    doubt: str = ""
    """Of an edit: what it changes, as a clause."""
    related: tuple[Related, ...] = ()

    def __post_init__(self) -> None:
        expect("place", self.place, Place)
        if isinstance(self.answer, TemplateEdit) != bool(self.doubt):
            raise TypeError("doubt: an edit of a template comes with what it changes, a refusal without")
