"""What an author gets wrong is a TypeError that names the argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libcst as cst
import pytest

from lambdafix.codemod import Applicability, FilePatch, Known, Match, Refusal, Related, Span, Unknown
from lambdafix.judgement import Refuted
from lambdafix.rewrite.tree import Tree
from lambdafix.source import Source

ANY: Any = Match
SPAN = Span(0, 1)
WHY = Refusal("nobody knows", "ask")


KNOWN = Known("`x` is a literal")


def test_a_repair_that_something_shows_is_safe_and_keeps_what_does() -> None:
    found = Match.repair(SPAN, "it is wrong", "plan", answers=[KNOWN])
    assert (found.applicability, found.plan, found.doubt, found.refusal) == (Applicability.SAFE, "plan", "", None)
    assert found.evidence == ("`x` is a literal",)


@pytest.mark.parametrize("other", [Unknown("a test may read it"), Refuted("a test may read it")])
def test_one_answer_that_is_not_known_makes_it_unsafe(other: Unknown | Refuted) -> None:
    found = Match.repair(SPAN, "it is wrong", "plan", answers=[KNOWN, other])
    assert (found.applicability, found.doubt) == (Applicability.UNSAFE, "a test may read it")


def test_nothing_is_safe_by_default() -> None:
    with pytest.raises(TypeError, match=r"^answers: "):
        Match.repair(SPAN, "it is wrong", "plan")


def test_a_repair_with_doubts_is_unsafe_and_says_each_once() -> None:
    found = Match.repair(SPAN, "it is wrong", "plan", doubts=["a test reads it", "it may fail", "a test reads it"])
    assert (found.applicability, found.doubt) == (Applicability.UNSAFE, "a test reads it; it may fail")


def test_a_report_has_its_reason_and_no_plan() -> None:
    found: Match[str] = Match.report(SPAN, "it is wrong", WHY, related=[Related("app.py", 1, "here")])
    assert (found.applicability, found.plan, found.refusal) == (Applicability.REPORT, None, WHY)
    assert found.related == (Related("app.py", 1, "here"),)


@pytest.mark.parametrize(("answer", "kind"), [("plan", Applicability.UNSAFE), (WHY, Applicability.REPORT)])
def test_an_answer_is_either(answer: str | Refusal, kind: Applicability) -> None:
    assert Match.answered(SPAN, "it is wrong", answer, doubts=["it may fail"]).applicability is kind


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("span", lambda: ANY.repair((0, 1), "it is wrong", "plan")),
        ("message", lambda: ANY.repair(SPAN, None, "plan")),
        ("answers", lambda: ANY.repair(SPAN, "it is wrong", "plan", answers=["it may fail"])),
        ("plan", lambda: ANY.repair(SPAN, "it is wrong", None)),
        ("plan", lambda: ANY.repair(SPAN, "it is wrong", WHY)),
        ("doubts", lambda: ANY.repair(SPAN, "it is wrong", "plan", doubts="it may fail")),
        ("refusal", lambda: ANY.report(SPAN, "it is wrong", "nobody knows")),
        ("call_path", lambda: ANY.report(SPAN, "it is wrong", WHY, call_path="app.handler")),
        ("related", lambda: ANY.report(SPAN, "it is wrong", WHY, related=["here"])),
    ],
)
def test_a_wrong_argument_is_named(name: str, call: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match=f"^{name}: "):
        call()


@pytest.mark.parametrize(
    ("message", "call"),
    [
        ("^span: expected a Span, as module.span", lambda file, node: file.statement(node)),
        ("^span: expected a Span", lambda file, node: file.node("f(1)", cst.Call)),
        ("^node: expected a CSTNode, as file.node", lambda file, node: file.replace(SPAN, node)),
        ("^node: .* is no node of this file", lambda file, node: file.replace(cst.Name("x"), node)),
        ("^new: expected a CSTNode", lambda file, node: file.replace(node, "g()")),
        ("^new: a statement is replaced by a statement", lambda file, node: file.replace(statement(file), node)),
        ("^call: expected a Call", lambda file, node: file.add_keywords(SPAN, {})),
        ("^keywords: expected a Mapping", lambda file, node: file.add_keywords(node, ["x=1"])),
        ("expected a statement, as file.statement", lambda file, node: file.remove(SPAN)),
    ],
)
def test_a_patch_names_what_it_cannot_use(message: str, call: Callable[[FilePatch, cst.CSTNode], Any]) -> None:
    file = FilePatch(Tree(SOURCE))
    with pytest.raises(TypeError, match=message):
        call(file, file.node(Span(0, 4), cst.Call))


def statement(file: FilePatch) -> cst.CSTNode:
    return file.statement(Span(0, 4))


SOURCE = Source("app.py", "f(1)\n")
