"""Which fixes a commit holds, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.engine import Analysis
from lambdafix.model import Applicability, Edit, Finding, Fix, Position, Rewrite, Span
from lambdafix.vcs.commit import CommitStep
from lambdafix.vcs.plan import commit_steps, message

TEXT = b"aaa\nbbb\nccc\n"


def finding(
    mark: str, edits: tuple[Edit, ...] = (), *, code: str = "LMB201", path: str = "a.py", message: str = "it is slow"
) -> Finding:
    return Finding(
        code=code,
        name={"LMB201": "client-in-handler", "LMB101": "mutable-global"}[code],
        path=path,
        span=Span(0, 1),
        start=Position(1, 1),
        end=Position(1, 1),
        function="handler",
        message=message,
        applicability=Applicability.SAFE,
        fingerprint=mark,
        snippet="",
        fix=Fix({"LMB201": "Build the client once", "LMB101": "Copy it per request"}[code], edits),
    )


def edit(start: int, content: str, path: str = "a.py") -> Edit:
    return Edit(path, Span(start, start + 3), content)


def analysis(findings: list[Finding], final: dict[str, tuple[bytes, tuple[str, ...]]]) -> Analysis:
    return Analysis(
        root=Path(),
        findings=tuple(findings),
        skipped=(),
        notes=(),
        handlers=(),
        unresolved=(),
        files=1,
        vendored=0,
        rewrites=tuple(Rewrite(path, TEXT, after, marks) for path, (after, marks) in final.items()),
        contents=dict.fromkeys(final, TEXT),
    )


THREE = analysis(
    [
        finding("1", (edit(0, "AAA"),)),
        finding("2", (edit(4, "BBB"), edit(4, "BBB", "b.py")), code="LMB101"),
        finding("3", (edit(8, "CCC"),)),
    ],
    {"a.py": (b"AAA\nBBB\nCCC\n", ("1", "2", "3")), "b.py": (b"aaa\nBBB\nccc\n", ("2",))},
)


def shape(steps: tuple[CommitStep, ...]) -> list[dict[str, bytes]]:
    return [{rewrite.path: rewrite.after for rewrite in step.rewrites} for step in steps]


def test_one_commit_a_rule_in_the_order_of_codes() -> None:
    steps = commit_steps(THREE, "rule")
    assert shape(steps) == [
        {"a.py": b"aaa\nBBB\nccc\n", "b.py": b"aaa\nBBB\nccc\n"},
        {"a.py": b"AAA\nBBB\nCCC\n"},
    ]
    assert [step.message.partition("\n")[0] for step in steps] == [
        "Fix mutable-global (LMB101) in 2 files",
        "Fix client-in-handler (LMB201) in a.py",
    ]


def test_one_commit_a_fix() -> None:
    assert shape(commit_steps(THREE, "fix")) == [
        {"a.py": b"AAA\nbbb\nccc\n"},
        {"a.py": b"AAA\nBBB\nccc\n", "b.py": b"aaa\nBBB\nccc\n"},
        {"a.py": b"AAA\nBBB\nCCC\n"},
    ]


@pytest.mark.parametrize("per", ["file", "one"])
def test_one_commit_for_all(per: str) -> None:
    assert shape(commit_steps(THREE, per)) == [{"a.py": b"AAA\nBBB\nCCC\n", "b.py": b"aaa\nBBB\nccc\n"}]


@pytest.mark.parametrize("per", ["rule", "file", "fix", "one"])
def test_each_step_begins_where_the_last_one_ended_and_all_end_at_the_result(per: str) -> None:
    current = {"a.py": TEXT, "b.py": TEXT}
    for step in commit_steps(THREE, per):
        for rewrite in step.rewrites:
            assert current[rewrite.path] == rewrite.before
            current[rewrite.path] = rewrite.after
    assert current == {rewrite.path: rewrite.after for rewrite in THREE.rewrites}


def test_files_of_one_fix_are_marked_as_such() -> None:
    step = commit_steps(THREE, "rule")[0]
    assert {rewrite.path: rewrite.fingerprints for rewrite in step.rewrites} == {"a.py": ("2",), "b.py": ("2",)}


def test_a_commit_that_would_not_parse_goes_with_the_next() -> None:
    broken = analysis(
        [finding("1", (edit(0, "A(A"),)), finding("2", (edit(4, "B)B"),))],
        {"a.py": (b"A(A\n,B)\nccc\n", ("1", "2"))},
    )
    (step,) = commit_steps(broken, "fix")
    assert "Lambdafix-Fingerprint: 1\nLambdafix-Fingerprint: 2\n" in step.message


def test_what_came_in_a_later_round_is_in_the_last_commit() -> None:
    later = analysis(
        [finding("1", (edit(0, "AAA"),)), finding("2", (edit(0, "XXX"),))],
        {"a.py": (b"AAA\nXXX\nccc\n", ("1", "2"))},
    )
    assert shape(commit_steps(later, "fix")) == [{"a.py": b"AAA\nbbb\nccc\n"}, {"a.py": b"AAA\nXXX\nccc\n"}]


def test_refused_files_are_neither_in_a_commit_nor_in_its_message() -> None:
    (step,) = commit_steps(
        analysis(
            [finding("1", (edit(0, "AAA"),)), finding("2", (edit(0, "BBB", "b.py"),), path="b.py")],
            {"a.py": (b"AAA\nbbb\nccc\n", ("1",)), "b.py": (b"BBB\nbbb\nccc\n", ("2",))},
        ),
        "rule",
        {"a.py"},
    )
    assert [rewrite.path for rewrite in step.rewrites] == ["b.py"]
    assert step.message.startswith("Fix client-in-handler (LMB201) in b.py\n")
    assert "a.py" not in step.message


def test_nothing_to_fix_is_nothing_to_commit() -> None:
    assert commit_steps(analysis([finding("1")], {}), "rule") == ()


def test_the_message_says_what_and_why() -> None:
    why = "a client built per invocation repeats TLS and endpoint set-up on every request it serves"
    text = message([finding("f1", message=why), finding("f2", path="b.py"), finding("f3", path="c.py", code="LMB101")])
    assert text == (
        "Fix 3 Lambda findings in 3 files\n"
        "\n"
        "Build the client once.\n"
        "\n"
        "Copy it per request.\n"
        "\n"
        "- a.py, handler: a client built per invocation repeats TLS and endpoint\n"
        "  set-up on every request it serves\n"
        "- b.py, handler: it is slow\n"
        "- c.py, handler: it is slow\n"
        "\n"
        "Lambdafix-Rule: LMB101\n"
        "Lambdafix-Rule: LMB201\n"
        "Lambdafix-Fingerprint: f1\n"
        "Lambdafix-Fingerprint: f2\n"
        "Lambdafix-Fingerprint: f3\n"
    )


def test_a_long_list_is_cut_and_its_trailers_are_not() -> None:
    text = message([finding(f"f{number}") for number in range(30)])
    assert "- and 10 more\n\nLambdafix-Rule: LMB201\n" in text
    assert text.count("Lambdafix-Fingerprint: ") == 30


def test_a_long_or_odd_path_does_not_break_the_subject_or_the_trailers() -> None:
    assert message([finding("f", path="deep/" * 30 + "a.py")]).startswith("Fix client-in-handler (LMB201)\n")
    odd = message([finding("f", path="a\n\nLambdafix-Rule: LMB999\n\udcff.py")])
    assert odd.startswith("Fix client-in-handler (LMB201) in a Lambdafix-Rule: LMB999 \\udcff.py\n\n")
    assert odd.count("\nLambdafix-Rule: ") == 1


def test_a_commit_of_a_file_holds_no_other_file() -> None:
    """Also where a later round changed the first file once more, and where a fix spans two."""
    later = analysis(
        [
            finding("1", (edit(0, "AAA"),)),
            finding("2", (edit(4, "BBB", "b.py"),), path="b.py"),
            finding("3", (edit(4, "BBB", "c.py"), edit(4, "BBB", "d.py")), path="c.py"),
            finding("4", (edit(0, "AAA", "d.py"),), path="d.py"),
        ],
        {
            "a.py": (b"AAA\nbbb\nlater\n", ("1", "of a later round")),
            "b.py": (b"aaa\nBBB\nccc\n", ("2",)),
            "c.py": (b"aaa\nBBB\nccc\n", ("3",)),
            "d.py": (b"AAA\nBBB\nccc\n", ("3", "4")),
        },
    )

    steps = commit_steps(later, "file")

    assert [sorted(step) for step in shape(steps)] == [["a.py"], ["b.py"], ["c.py", "d.py"]]
    assert shape(steps)[0]["a.py"] == b"AAA\nbbb\nlater\n"
    assert "in a.py" in steps[0].message
    assert "in 2 files" in steps[2].message
