"""The screen: what a person reads at 40, 80 and 140 columns, with colours and without."""

from __future__ import annotations

import io
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from lambdafix.command import arguments
from lambdafix.engine import Analysis
from lambdafix.model import Finding, Refusal, Rewrite, Skipped
from lambdafix.redaction import Redaction
from lambdafix.report import text, words
from lambdafix.report.printable import printable
from lambdafix.report.view import View, Written
from support.reports import AFTER, BEFORE, PATH, analysis, everything, finding, refused, rewrite, unsafe, view

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def screen(
    found: Analysis, seen: View | None = None, written: Written | None = None, width: int = 80, colour: bool = False
) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
    )
    text.write(found, seen or view(), written, console)
    return out.getvalue()


SCREEN = """\
src/counter.py ─────────────────────────────────────────────────────────────────
  7:14  LMB103 in-memory-counter · no fix
        `count` counts the requests of one environment only
        why no fix: no environment knows the total
        instead: count in DynamoDB

src/orders/app.py ──────────────────────────────────────────────────────────────
  7:14  LMB201 client-in-handler · safe fix
        a boto3 client is built on every request
        per request: app.lambda_handler → orders.load → db.connect
        fix: Build the client once, at module scope

  8:5   LMB102 request-value-in-global · unsafe fix, needs your yes
        a boto3 client is built on every request
        per request: app.lambda_handler → orders.load → db.connect
        fix: Build the client once, at module scope
        doubt: tests/test_app.py reads it after the call

diff --git a/src/orders/app.py b/src/orders/app.py
--- a/src/orders/app.py
+++ b/src/orders/app.py
@@ -2,7 +2,8 @@

 import boto3

+client = boto3.client("s3")
+

 def lambda_handler(event, context):
-    client = boto3.client("s3")
     return client.get_object(Bucket=os.environ["BUCKET"], Key=event["key"])

Summary ────────────────────────────────────────────────────────────────────────
2 files were not analysed, for the reasons under Skipped.
                                safe  unsafe  no fix
LMB102 request-value-in-global     ·       1       ·
LMB103 in-memory-counter           ·       ·       1
LMB201 client-in-handler           1       ·       ·
3 findings                         1       1       1

214 files read, 1 handler found; left out: 1,203 vendored, 2 skipped

Skipped
  legacy/old.py:3: written for Python 2
  secret.py: cannot be read

Notes
  app.py:3: # noqa: LMB201: silences nothing here and can go

  lambdafix fix              applies 1 safe fix in 1 file
  lambdafix --unsafe-fixes   shows 1 unsafe fix as well
  lambdafix rule LMB103      explains a rule, with an example
"""


def test_the_screen_whole() -> None:
    lines = [line.rstrip() for line in screen(everything()).splitlines() if not line.startswith("index ")]
    assert lines == [line.rstrip() for line in SCREEN.splitlines()]


@pytest.mark.parametrize("width", [40, 60, 80, 110, 140, 250])
def test_prose_fits_the_width_and_a_readable_measure(width: int) -> None:
    long = finding(message="word " * 80, doubt="doubt " * 40)
    prose = [line for line in screen(analysis(long), width=width).splitlines() if re.search(r"word|doubt", line)]
    assert len(prose) > 5
    assert max(map(len, prose)) <= min(width, 100)


def test_a_long_line_of_the_diff_is_not_wrapped() -> None:
    before, after = f"x = '{'a' * 300}'\n", f"x = '{'b' * 300}'\n"
    found = replace(everything(), rewrites=(Rewrite(PATH, before.encode(), after.encode(), ("f",)),))
    assert f"+x = '{'b' * 300}'" in screen(found, width=60).splitlines()


def test_tabs_of_the_diff_stay_tabs() -> None:
    found = replace(everything(), rewrites=(Rewrite(PATH, b"if x:\n\ty = 1\n", b"if x:\n\ty = 2\n", ("f",)),))
    assert "+\ty = 2" in screen(found).splitlines()


def test_colours_are_decoration() -> None:
    plain, coloured = screen(everything()), screen(everything(), colour=True)
    assert STYLE.search(coloured)
    assert not STYLE.search(plain)
    assert STYLE.sub("", coloured) == plain


def test_a_diff_line_has_its_colour() -> None:
    coloured = screen(everything(), colour=True)
    assert '\x1b[32m+client = boto3.client("s3")\x1b[0m' in coloured
    assert '\x1b[31m-    client = boto3.client("s3")\x1b[0m' in coloured


def test_quiet_shows_findings_alone() -> None:
    shown = screen(everything(), view(quiet=True))
    assert "LMB201 client-in-handler" in shown
    assert "diff --git" not in shown
    assert "Summary" not in shown


def test_verbose_shows_related_places() -> None:
    assert "see: src/counter.py:3 the counter" in screen(everything(), view(verbose=True))
    assert "see:" not in screen(everything())


def test_many_skipped_files_are_shortened_unless_asked_for() -> None:
    found = replace(everything(), skipped=tuple(Skipped(f"f{n}.py", "why") for n in range(30)))
    assert "… and 20 more: --verbose lists them" in screen(found)
    assert "f29.py: why" in screen(found, view(verbose=True))


def test_a_file_changed_by_a_fix_elsewhere_says_so() -> None:
    other = Rewrite("src/db.py", BEFORE.encode(), AFTER.encode(), ("x",))
    shown = screen(analysis(finding(), rewrites=(rewrite(finding()), other)))
    assert "src/db.py ───" in shown
    assert "Changes along with a fix in another file." in shown


def test_unsafe_fixes_that_are_let_in_are_not_called_hidden() -> None:
    found = analysis(unsafe(), rewrites=(rewrite(unsafe()),))
    shown = screen(found, view(unsafe_fixes=True, arguments=("--unsafe-fixes",)))
    assert "request-value-in-global · unsafe fix\n" in shown
    assert "lambdafix fix --unsafe-fixes   applies 1 fix in 1 file" in shown
    assert "shows" not in shown


def test_a_fix_that_configuration_holds_back_says_so() -> None:
    assert "client-in-handler · safe fix, held back" in screen(analysis(finding()))


def test_the_next_command_keeps_what_was_typed() -> None:
    typed = ("--dry-run", "src dir", "--select", "LMB2", "--statistics")
    steps = dict(words.next_steps(everything(), view(arguments=typed)))
    assert list(steps)[:2] == [
        "lambdafix fix 'src dir' --select LMB2",
        "lambdafix 'src dir' --select LMB2 --unsafe-fixes",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        ("--allow-dirty", "--force-exclude", "--rejected", "src", "--verify", "pytest -q"),
        ("src", "--verify=pytest -q"),
        ("--dry-run", "--codemods", "my mods", "--bowler=queries:rename", "--since", "main", "--jobs", "2"),
    ],
)
def test_the_next_commands_are_commands(typed: tuple[str, ...]) -> None:
    for step, _ in words.next_steps(everything(), view(arguments=typed)):
        arguments.parse(shlex.split(step)[1:])


def test_a_rule_of_ones_own_is_explained_from_where_it_is() -> None:
    typed = ("src", "--codemods", "my mods", "--bowler=queries:rename")
    *_, (step, _) = words.next_steps(everything(), view(arguments=typed))
    assert step == "lambdafix rule LMB103 --codemods 'my mods' --bowler=queries:rename"


def test_after_a_fix_what_was_done_comes_first() -> None:
    shown = screen(analysis(refused()), written=Written(((PATH, ("a", "b")), ("src/db.py", ("b",)))))
    assert shown.startswith(f"Fixed 2 findings in 2 files\n  {PATH}  2 fixes\n  src/db.py  1 fix\n")
    assert "LMB103" in shown
    assert shown.endswith("  lambdafix undo          takes it all back\n")


def test_a_fix_with_nothing_to_do_says_so() -> None:
    assert screen(analysis(refused()), written=Written(())).startswith("Nothing was fixed.\n")


def test_a_clean_project() -> None:
    assert words.clean(analysis(), view()) == "No findings: 214 files read, 1 handler found.\n"


def test_no_handler() -> None:
    said = words.clean(analysis(handlers=()), view())
    assert said.startswith("No Lambda handler in 214 files, so nothing runs per request.\n")


def test_no_python_at_all() -> None:
    assert words.clean(analysis(files=0), view()).startswith("No Python file here.\n")


def test_a_clean_project_still_tells_what_was_skipped() -> None:
    found = analysis(skipped=(Skipped("a.py", "syntax error", 2),))
    assert words.clean(found, view()).endswith("\nSkipped\n  a.py:2: syntax error\n")
    assert "Skipped" not in words.clean(found, view(quiet=True))


HOSTILE = "a\x1b[2Jb\r\n\u202ec\udce9"


@pytest.mark.parametrize(
    "found",
    [
        analysis(finding(message=HOSTILE)),
        analysis(finding(call_path=(HOSTILE,))),
        analysis(finding(doubt=HOSTILE)),
        analysis(refused(refusal=Refusal(HOSTILE, HOSTILE))),
        analysis(finding(path=f"{HOSTILE}.py")),
        analysis(finding(), skipped=(Skipped(HOSTILE, HOSTILE),)),
        analysis(finding(), notes=(HOSTILE,)),
        analysis(finding(), rewrites=(Rewrite("a.py", b"x\n", f"x = '{HOSTILE[:-1]}'\n".encode(), ()),)),
    ],
    ids=["message", "call path", "doubt", "refusal", "path", "skipped", "note", "diff"],
)
def test_a_hostile_repository_moves_no_cursor(found: Analysis) -> None:
    shown = screen(found, width=200)
    assert "\\x1b[2J" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    shown.encode()


def test_a_secret_is_shown_nowhere() -> None:
    secret = "hunter2-and-more"
    before = BEFORE.replace('"s3"', f'"s3", password="{secret}"')
    found = analysis(
        finding(message=f"'{secret}'", doubt=f"'{secret}'"),
        rewrites=(Rewrite(PATH, before.encode(), AFTER.encode(), ()),),
        redaction=Redaction.of([secret]),
    )
    shown = screen(found)
    assert secret not in shown
    assert "****" in shown


def test_a_line_of_megabytes_is_cut() -> None:
    found = analysis(finding(), rewrites=(Rewrite(PATH, b"x = 1\n", b"x = '" + b"a" * 10**6 + b"'\n", ()),))
    shown = screen(found)
    assert len(shown) < 10_000
    assert "(998,007 more characters)" in shown


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("tab\tstays", "tab\tstays"),
        ("é → 🐍", "é → 🐍"),
        ("\x00\x07\x7f\x9b", "\\x00\\x07\\x7f\\x9b"),
        ("a\nb\rc", "a\\x0ab\\x0dc"),
        ("\u2066\u200b\ufeff", "\\u2066\\u200b\\ufeff"),
        ("caf\udce9", "caf\\xe9"),
    ],
)
def test_printable(raw: str, expected: str) -> None:
    assert printable(raw) == expected


@pytest.mark.parametrize(
    ("one", "expected"), [(finding(), "safe fix"), (unsafe(), "unsafe fix"), (refused(), "no fix")]
)
def test_each_answer_is_told_in_words(one: Finding, expected: str) -> None:
    assert words.answer(one, frozenset([one.fingerprint]), True) == expected


def test_paths_read_from_the_current_folder() -> None:
    shown = screen(everything(), view(Path("/project"), "src"))
    assert "\norders/app.py ───" in shown
    assert "../legacy/old.py:3:" in shown
    assert "diff --git a/src/orders/app.py" in shown


PATH_OF_CALLS = tuple(f"package_{n}.module.function_with_a_long_name_{n}" for n in range(12))


@pytest.mark.parametrize("width", [40, 58, 80, 100, 140])
def test_a_call_path_breaks_between_calls(width: int) -> None:
    found = finding(message="is built anew", call_path=PATH_OF_CALLS)
    lines = screen(analysis(found), width=width).splitlines()
    shown = [line for line in lines if "package_" in line]
    assert len(shown) > 1
    calls = [call.strip() for line in shown for call in line.replace("per request:", "").split("→") if call.strip()]
    assert tuple(calls) == PATH_OF_CALLS
    assert all(line.endswith("→") for line in shown[:-1])
    assert all(len(line) <= width for line in shown if line.count("package_") > 1)


@pytest.mark.parametrize("width", [20, 80])
def test_a_pipe_gets_whole_lines(width: int) -> None:
    long = finding(message="word " * 80 + "é漢", call_path=PATH_OF_CALLS, doubt="doubt " * 60)
    found = replace(analysis(long), skipped=(Skipped("a.py", "why " * 90),))
    text_of_pipe = screen(found, view(piped=True), width=width)
    lines = text_of_pipe.splitlines()
    assert lines[0].startswith(f"{PATH}:{long.start.row}:{long.start.column}: {long.code} word word")
    assert ("word " * 80 + "é漢") in lines[0]
    assert f"    per request: {' → '.join(PATH_OF_CALLS)}" in lines
    assert f"    doubt: {('doubt ' * 60).strip()}" in lines
    assert any(("why " * 90).strip() in line for line in lines)


def test_a_pipe_gets_nothing_that_depends_on_a_width() -> None:
    assert screen(everything(), view(piped=True), width=20) == screen(everything(), view(piped=True), width=250)
    assert "…" not in screen(everything(), view(piped=True), width=20)


@pytest.mark.parametrize("width", [50, 58, 80])
def test_a_narrow_terminal_breaks_no_word(width: int) -> None:
    shown = screen(everything(), width=width)
    own = [line for line in shown.splitlines() if not line.startswith(("+", "-", " ", "diff", "@@", "index"))]
    heads = [line for line in shown.splitlines() if re.match(r"  +\d+:\d+ ", line)]
    steps = shown[shown.index("  lambdafix fix") :].splitlines()
    assert heads
    assert all(len(line) <= width for line in (*own, *heads, *steps))
    assert "shows 1 unsafe fix as well" in shown
    assert "unsafe fix, needs your yes" in shown
