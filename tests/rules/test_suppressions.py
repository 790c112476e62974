"""Comments that silence a rule, and the ones that only look like it."""

from __future__ import annotations

import pytest

from lambdafix.model import Applicability, Finding, Position, Span
from lambdafix.rules import suppressions
from lambdafix.source import Source

RULES = {"LMB101": "mutable-module-state", "LMB201": "client-in-handler"}


def finding(first: int, last: int | None = None, code: str = "LMB201", path: str = "app.py") -> Finding:
    return Finding(
        code=code,
        name=RULES[code],
        path=path,
        span=Span(0, 1),
        start=Position(first, 5),
        end=Position(last or first, 9),
        function="",
        message="",
        applicability=Applicability.REPORT,
        fingerprint=f"{code}:{first}",
        snippet="",
    )


def comments(text: str) -> dict[str, tuple[suppressions.Suppression, ...]]:
    return {"app.py": suppressions.read(Source("app.py", text))}


def silenced(text: str, one: Finding) -> bool:
    kept, _ = suppressions.apply([one], comments(text))
    return not kept


def warnings(text: str, *findings: Finding, active: tuple[str, ...] = tuple(RULES)) -> list[str]:
    by_path = comments(text)
    _, used = suppressions.apply(findings, by_path)
    return list(suppressions.warnings(by_path, used, RULES, active))


@pytest.mark.parametrize(
    "comment",
    [
        "# lambdafix: ignore[LMB201]",
        "# lambdafix: ignore[LMB201] the credentials rotate",
        "# lambdafix: ignore[LMB101, LMB201]",
        "# lambdafix: ignore[client-in-handler]",
        "# lambdafix: ignore[LMB2]",
        "#lambdafix:ignore[LMB201]",
        "# see #12  # lambdafix: ignore[LMB201]",
        "# noqa: LMB201",
        "# noqa:LMB201",
        "# NOQA: E501, LMB201",
        "# noqa: E501 LMB201",
        "# noqa",
        "# type: ignore  # noqa: LMB201",
    ],
)
def test_silences(comment: str) -> None:
    assert silenced(f"client = make()  {comment}\n", finding(1))


@pytest.mark.parametrize(
    "line",
    [
        "client = make()  # lambdafix: ignore[LMB101]",
        "client = make()  # lambdafix: ignor[LMB201]",
        "client = make()  # noqa: E501",
        "client = make()  # noqa: E501, F401",
        'client = make("# lambdafix: ignore[LMB201]")',
        'client = make("""\n# noqa: LMB201\n""")',
        "client = make()  # lambdafix ignores LMB201",
    ],
)
def test_does_not_silence(line: str) -> None:
    assert not silenced(f"{line}\n", finding(1))


STATEMENT = 'client = make(  {0}\n    "s3",  {1}\n    region="eu-west-1",  {2}\n)  {3}\nother = 1\n'


@pytest.mark.parametrize("line", range(4))
@pytest.mark.parametrize("comment", ["# lambdafix: ignore[LMB201]", "# noqa: LMB201", "# noqa"])
def test_any_line_of_the_statement_will_do(line: int, comment: str) -> None:
    places = ["", "", "", ""]
    places[line] = comment
    text = STATEMENT.format(*places)
    assert silenced(text, finding(1, 4))
    assert silenced(text, finding(2))
    assert not silenced(text, finding(5))


def test_a_line_of_its_own_speaks_of_the_next_statement() -> None:
    text = "before = 1\n# lambdafix: ignore[LMB201] on purpose\n\nclient = make(\n)\nafter = 1\n"
    assert [silenced(text, finding(row)) for row in (1, 4, 5, 6)] == [False, True, True, False]


def test_noqa_on_a_line_of_its_own_says_nothing() -> None:
    assert not silenced("# noqa: LMB201\nclient = make()\n", finding(2))


def test_a_bare_noqa_inside_a_long_finding_speaks_of_its_own_line_only() -> None:
    text = "def handler():\n    x = 1  # noqa\n    return x\n"
    assert not silenced(text, finding(1, 3))
    assert silenced(text, finding(2))


def test_a_file_can_be_silenced_from_any_line() -> None:
    text = "client = make()\n# lambdafix: ignore-file[LMB201] generated\n"
    assert silenced(text, finding(1))
    assert not silenced(text, finding(1, code="LMB101"))


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_rows_are_pythons_whatever_ends_a_line(newline: str) -> None:
    text = "a = 1\n\x0cb = '\u2028'\nclient = make()  # noqa: LMB201\n".replace("\n", newline)
    assert silenced(text, finding(3))
    assert not silenced(text, finding(2))


def test_other_files_are_not_touched() -> None:
    kept, _ = suppressions.apply([finding(1, path="other.py")], comments("x = 1  # noqa: LMB201\n"))
    assert kept


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# lambdafix: ignore[LMB201]", "app.py:1: # lambdafix: ignore[LMB201]: silences nothing here and can go"),
        ("# noqa: LMB201", "app.py:1: # noqa: LMB201: silences nothing here and can go"),
        ("# lambdafix: ignore[LMB210]", "no rule is called 'LMB210'; did you mean 'LMB201'?"),
        ("# lambdafix: ignore[client-in-handlr]", "did you mean 'client-in-handler'?"),
        ("# lambdafix: ignor[LMB201]", "unknown directive; did you mean 'ignore'?"),
        ("# noqa: LMB999", "no rule is called 'LMB999'"),
    ],
)
def test_a_comment_that_does_nothing_is_mentioned(comment: str, expected: str) -> None:
    (warning,) = warnings(f"x = 1  {comment}\n")
    assert expected in warning


@pytest.mark.parametrize(
    "comment", ["# noqa", "# noqa: E501", "# noqa: F401, E501", "# a comment on lambdafix: it works"]
)
def test_what_belongs_to_other_tools_is_not_mentioned(comment: str) -> None:
    assert warnings(f"x = 1  {comment}\n") == []


def test_a_comment_that_is_used_is_not_mentioned() -> None:
    assert warnings("x = 1  # lambdafix: ignore[LMB201] rotates\n", finding(1)) == []


def test_a_comment_for_a_rule_that_did_not_run_is_not_mentioned() -> None:
    assert warnings("x = 1  # noqa: LMB201\n", active=("LMB101",)) == []
