"""Tests of the user's, run on a copy of the project with just some of the fixes."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.errors import UsageError
from lambdafix.model import Rewrite
from lambdafix.trial import trial
from lambdafix.trial.halving import sift
from lambdafix.trial.outcome import Outcome
from lambdafix.trial.process import Ended, run
from support.checkout import Checkout
from support.terminal import Terminal

APP = b"def one():\n    return slow(1)\n\n\ndef two():\n    return slow(2)\n\n\ndef three():\n    return risky(3)\n"
CHECK = """
import pathlib, sys
text = pathlib.Path("app.py").read_text()
print("looking at", len(text), "characters")
if {bad!r} in text:
    print("1 failed in 0.1s")
    sys.exit(1)
print("1 passed in 0.1s")
"""


SLEEP = f"{sys.executable} -c 'import time; time.sleep(99)'"


def always(line: str, seconds: float) -> bool:
    return True


def python(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script)


@pytest.fixture
def project(checkout: Checkout) -> Checkout:
    checkout.commit({"app.py": APP, ".gitignore": b"secret.txt\n"})
    return checkout


def rewrite(old: bytes, new: bytes) -> Rewrite:
    return Rewrite("app.py", APP, APP.replace(old, new))


# the halving


@given(st.sets(st.integers(0, 30)), st.integers(1, 31))
def test_halving_finds_exactly_those_that_fail(bad: set[int], count: int) -> None:
    asked: list[list[int]] = []

    def holds(group: Sequence[int]) -> bool:
        asked.append(list(group))
        return bad.isdisjoint(group)

    good, guilty = sift(range(count), holds)
    assert set(guilty) == bad & set(range(count))
    assert set(good) == set(range(count)) - bad
    assert len(asked) <= 1 + 2 * len(guilty) * 6


def test_halving_asks_once_where_all_is_well_and_never_about_nothing() -> None:
    asked: list[Sequence[str]] = []

    def holds(group: Sequence[str]) -> bool:
        asked.append(group)
        return True

    assert sift("abc", holds) == (["a", "b", "c"], [])
    assert len(asked) == 1
    assert sift("", lambda group: False) == ([], [])


def test_of_two_that_fail_only_together_the_later_one_is_guilty() -> None:
    good, guilty = sift("abcd", lambda group: not {"b", "d"} <= set(group))
    assert (good, guilty) == (["a", "b", "c"], ["d"])


# commands


def test_a_command_ends_with_its_status_and_the_end_of_its_output(tmp_path: Path) -> None:
    counting = "import sys; print('\\n'.join(map(str, range(999))), flush=True)"
    script = f"{counting}; print('\\x1b[31m3 failed\\x1b[0m', file=sys.stderr); sys.exit(4)"
    ended = run(python(script), tmp_path, os.environ, 30, always)
    assert (ended.outcome, ended.status) == (Outcome.FAILED, 4)
    assert "998" in ended.output
    assert "1" not in ended.output
    assert ended.summary == "3 failed"


def test_a_command_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    script = (
        "import os, subprocess, sys, time\n"
        "deaf = 'import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(99)'\n"
        "child = subprocess.Popen([sys.executable, '-c', deaf])\n"
        "open('pid', 'w').write(str(child.pid)); time.sleep(99)"
    )
    ended = run(python(script), tmp_path, os.environ, 1.5, always)
    assert ended.outcome is Outcome.TIMED_OUT
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 10
    while _runs(pid):
        assert time.monotonic() < deadline, "the child was left behind"
        time.sleep(0.05)


def test_a_command_is_stopped_when_the_person_wants_it(tmp_path: Path) -> None:
    lines = []

    def until_the_third(line: str, seconds: float) -> bool:
        lines.append(line)
        return line != "3"

    script = "import time\nfor n in range(99): print(n, flush=True); time.sleep(0.2)"
    assert run(python(script), tmp_path, os.environ, 60, until_the_third).outcome is Outcome.STOPPED
    assert lines[-1] == "3"


def test_a_command_gets_no_input_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    assert run(python("import sys; sys.exit(len(sys.stdin.read()))"), tmp_path, os.environ, 30, always).status == 0
    with pytest.raises(UsageError, match="no-such-command: cannot be started"):
        run(["no-such-command"], tmp_path, os.environ, 30, always)


# the copy


def test_the_tests_see_the_fix_and_the_project_does_not(project: Checkout) -> None:
    with trial.prepared(project.root, python(CHECK.format(bad="fast(1)"))) as copy:
        assert copy.run([rewrite(b"slow(1)", b"fast(1)")], always).outcome is Outcome.FAILED
        assert copy.run([rewrite(b"slow(2)", b"fast(2)")], always).outcome is Outcome.PASSED
        assert (copy.root / "app.py").read_bytes() == APP, "each run begins from the project as it is"
        folder = copy.root.parent
    assert project.read("app.py") == APP
    assert project.status() == ""
    assert not folder.exists()
    assert project.git("worktree", "list").count("\n") == 0


def test_a_failure_that_is_not_the_fixs_doing_is_said_to_be_none(project: Checkout) -> None:
    with trial.prepared(project.root, python(CHECK.format(bad="def one"))) as copy:
        check, _ = copy.judge([rewrite(b"slow(1)", b"fast(1)")], always)
        assert check.outcome is Outcome.FAILED_BEFORE


def test_uncommitted_work_goes_along_and_ignored_files_do_not(project: Checkout) -> None:
    project.write("app.py", APP + b"# work\n")
    project.write("new file.py", b"x = 1\n")
    project.write("secret.txt", b"x")
    listing = "import pathlib; print(*sorted(p.name for p in pathlib.Path().iterdir())); print(open('app.py').read())"
    with trial.prepared(project.root, python(listing)) as copy:
        output = "\n".join(copy.run((), always).output)
    assert "new file.py" in output
    assert "# work" in output
    assert "secret.txt" not in output
    assert project.status() == ' M app.py\n?? "new file.py"'


def test_a_deleted_file_is_missing_in_the_copy_as_well(project: Checkout) -> None:
    project.commit({"gone.py": b"x = 1\n"})
    (project.root / "gone.py").unlink()
    with trial.prepared(project.root, python("import os, sys; sys.exit(os.path.exists('gone.py'))")) as copy:
        assert copy.run((), always).outcome is Outcome.PASSED


def test_a_project_below_the_repositorys_top_is_tried_in_its_own_folder(project: Checkout) -> None:
    project.commit({"services/a/app.py": APP})
    script = "import pathlib, sys; sys.exit('fast(1)' not in pathlib.Path('app.py').read_text())"
    with trial.prepared(project.root / "services/a", python(script)) as copy:
        assert copy.run([rewrite(b"slow(1)", b"fast(1)")], always).outcome is Outcome.PASSED


def test_imports_lead_into_the_copy_even_where_the_project_is_installed(
    project: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.commit({"src/package.py": b"VALUE = 'old'\n"})
    monkeypatch.setenv("PYTHONPATH", f"{project.root / 'src'}{os.pathsep}/elsewhere")
    new = Rewrite("src/package.py", b"", b"VALUE = 'new'\n")
    script = "import package, sys; print(package.VALUE, '/elsewhere' in sys.path); sys.exit(package.VALUE != 'new')"
    with trial.prepared(project.root, python(script)) as copy:
        ended = copy.run([new], always)
    assert ended.output == ("new True",)


def test_a_repository_without_commits_and_a_folder_without_repository_are_copied(
    checkout: Checkout, tmp_path: Path
) -> None:
    checkout.write("app.py", APP)
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare/app.py").write_bytes(APP)
    for root in (checkout.root, tmp_path / "bare"):
        with trial.prepared(root, python(CHECK.format(bad="fast(1)"))) as copy:
            assert copy.run((), always).outcome is Outcome.PASSED
            assert copy.run([rewrite(b"slow(1)", b"fast(1)")], always).outcome is Outcome.FAILED


def test_hooks_of_the_repository_do_not_run_for_the_copy(project: Checkout, tmp_path: Path) -> None:
    project.hook("post-checkout", f"touch {tmp_path}/hooked")
    with trial.prepared(project.root, python("pass")) as copy:
        copy.run((), always)
    assert not (tmp_path / "hooked").exists()


@pytest.mark.parametrize("moment", ["added", "adding", "begun"])
def test_the_copy_of_a_killed_trial_is_removed_by_the_next(
    project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{trial.PREFIX}999999999-x"
    left.mkdir()
    project.git("worktree", "add", "-q", "--detach", str(left / left.name))
    kept = project.root / ".git/worktrees" / left.name
    if moment != "added":  # what git writes first, and removes at the end
        (kept / "locked").write_text("initializing\n")
    if moment == "begun":
        (kept / "gitdir").unlink()
        shutil.rmtree(left / left.name)
    with trial.prepared(project.root, python("pass")):
        pass
    assert not left.exists()
    assert not kept.exists()
    assert project.git("worktree", "list").count("\n") == 0


def test_without_a_command_the_person_is_told_where_to_configure_one(project: Checkout) -> None:
    with pytest.raises(UsageError, match=r"verify = .*\[tool.lambdafix\]"), trial.prepared(project.root, ()):
        pass


# the guilty


FIXES = {"one": (b"slow(1)", b"fast(1)"), "two": (b"slow(2)", b"fast(2)"), "three": (b"risky", b"calm")}


def combined(marks: Collection[str]) -> tuple[Rewrite, ...]:
    text = APP
    for mark in marks:
        text = text.replace(*FIXES[mark])
    return (Rewrite("app.py", APP, text),)


def test_the_guilty_fix_is_found_with_its_output(project: Checkout) -> None:
    with trial.prepared(project.root, python(CHECK.format(bad="fast(2)"))) as copy:
        told = trial.find_guilty(copy, list(FIXES), combined, lambda runs, fixes: always)
    assert told.passed == {"one", "three"}
    assert list(told.guilty) == ["two"]
    assert told.guilty["two"].summary == "1 failed in 0.1s"


def test_tests_that_fail_anyway_can_tell_nothing(project: Checkout) -> None:
    with (
        trial.prepared(project.root, python(CHECK.format(bad="def"))) as copy,
        pytest.raises(UsageError, match="do not pass without any fix either"),
    ):
        trial.find_guilty(copy, list(FIXES), combined, lambda runs, fixes: always)


# in the terminal


def test_t_shows_pass_and_fail_with_the_outputs_end(project: Checkout) -> None:
    script = project.root.parent / "check.py"
    script.write_text(CHECK.format(bad="fast(2)"))
    terminal = Terminal(project.root, str(project.root), "--tests", f"{sys.executable} {script}")
    terminal.see("1/3 fixes")
    terminal.press("t", "tests ✔ (1 passed in 0.1s)")
    terminal.press("j", "2/3 fixes")
    terminal.press("t", "The tests fail with this fix, and pass without it")
    assert "looking at" in terminal.text
    terminal.press("b", "tests ✘ failed (1 failed in 0.1s)")
    terminal.press("y", "A check fails with this fix. Accept it all the same?")
    terminal.press("n", "2/3 fixes")
    terminal.press("q", "Nothing was accepted")
    terminal.end()
    assert project.status() == ""


def test_t_is_stopped_by_ctrl_c_and_the_review_goes_on(project: Checkout) -> None:
    terminal = Terminal(
        project.root, str(project.root), "--tests", f"{sys.executable} -c 'import time; time.sleep(99)'"
    )
    terminal.see("1/3 fixes")
    terminal.press("t", "Ctrl-C stops")
    terminal.press("\x03", "The tests were stopped")
    terminal.press("y", "2/3 fixes")
    terminal.press("q", "Wrote 1 fix")
    terminal.end()


def test_a_hang_up_during_tests_writes_nothing_and_leaves_no_copy(project: Checkout) -> None:
    terminal = Terminal(
        project.root, str(project.root), "--tests", f"{sys.executable} -c 'import time; time.sleep(99)'"
    )
    terminal.press("y", "2/3 fixes")
    terminal.press("t", "Ctrl-C stops")
    terminal.child.kill(signal.SIGHUP)
    assert terminal.end() == 128 + signal.SIGHUP
    assert project.status() == ""
    assert project.git("worktree", "list").count("\n") == 0


def test_verify_marks_the_guilty_before_anything_is_shown_and_keeps_bulk_off_it(project: Checkout) -> None:
    script = project.root.parent / "check.py"
    script.write_text(CHECK.format(bad="fast(2)"))
    terminal = Terminal(project.root, str(project.root), "--verify", f"{sys.executable} {script}")
    terminal.see("The tests fail with 1 of 3 fixes")
    terminal.see("tests ✔ (together with the others)")
    terminal.press("a", "Accept 1 safe fix in the rest of app.py?")
    terminal.press("y", "2/3 fixes")
    terminal.see("tests ✘ failed (1 failed in 0.1s)")
    terminal.press("y", "Accept it all the same?")
    terminal.press("y", "3/3 fixes")
    terminal.press("q", "Not written: TOY101 at app.py:6: the tests fail with it")
    terminal.end()
    assert "Wrote 1 fix to 1 file" in terminal.text
    assert b"fast(1)" in project.read("app.py")
    assert b"slow(2)" in project.read("app.py")


def test_verify_tries_fixes_that_collide_as_they_would_be_written(project: Checkout) -> None:
    project.commit({"app.py": b'def one():\n    return build("a"), build("b")\n'})
    script = project.root.parent / "check.py"
    script.write_text("import sys\nbad = 'B = build' in open('app.py').read()\nsys.exit(bad)\n")
    terminal = Terminal(project.root, str(project.root), "--verify", f"{sys.executable} {script}")
    terminal.see("The tests fail with 1 of 2 fixes")
    terminal.see("together with the others")
    terminal.press("yyy", "Everything is decided")
    terminal.press("q", "Not written: TOY202 at app.py:2: the tests fail with it")
    terminal.end()
    assert project.read("app.py") == b'A = build("a")\ndef one():\n    return A, build("b")\n'


@pytest.mark.parametrize("during_tests", [True, False])
def test_verify_that_was_stopped_writes_nothing_unproven(project: Checkout, during_tests: bool) -> None:
    script = project.root.parent / "check.py"
    seen = project.root.parent / "seen"
    slow = f"import pathlib, time\nseen = pathlib.Path({str(seen)!r})\n"
    slow += "if seen.exists(): time.sleep(99)\n"
    script.write_text(slow)
    terminal = Terminal(project.root, str(project.root), "--verify", f"{sys.executable} {script}")
    terminal.see("together with the others")
    terminal.press("y", "2/3 fixes")
    seen.touch()
    if during_tests:
        terminal.press("q", "Tests with the accepted fixes")
    terminal.press("\x03", "1 decision is kept")
    assert terminal.end() == 128 + signal.SIGINT
    assert "Nothing was written" in terminal.text
    assert project.status() == ""
    seen.unlink()
    again = Terminal(project.root, str(project.root), "--resume", "--verify", f"{sys.executable} {script}")
    again.see("together with the others")
    assert "1 accepted" in again.text
    again.press("q", "Wrote 1 fix")


def test_verify_with_tests_that_fail_anyway_ends_with_an_error_and_a_whole_terminal(project: Checkout) -> None:
    terminal = Terminal(project.root, str(project.root), "--verify", "false")
    assert terminal.end() == 2
    assert "do not pass without any fix either" in terminal.text
    assert project.status() == ""


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("FAILED tests/test_a.py::test_b - AssertionError: no", "tests/test_a.py::test_b"),
        ("ERROR tests/test_a.py - ModuleNotFoundError: x", "tests/test_a.py"),
        ("FAIL: test_b (tests.test_a.Test)", "test_b (tests.test_a.Test)"),
        ("ERROR: test_b (tests.test_a.Test.test_b)", "test_b (tests.test_a.Test.test_b)"),
        ("FAILED (failures=1)", ""),
        ("ERROR something went wrong", ""),
    ],
)
def test_the_failing_tests_are_named_as_their_runner_names_them(line: str, name: str) -> None:
    assert Ended(Outcome.FAILED, 1, 0.1, ("noise", line, line)).failing == ((name,) if name else ())


FAILING = """\
import sys
if "fast(2)" in open("app.py").read():
    print("\\n".join(f"noise {n}" for n in range(90)))
    print("FAILED tests/test_app.py::test_two - assert 2 == 3\\n1 failed in 0.1s")
    sys.exit(1)
"""


def test_what_failed_is_named_and_its_output_can_be_read_again(project: Checkout) -> None:
    script = project.root.parent / "check.py"
    script.write_text(FAILING)
    terminal = Terminal(project.root, str(project.root), "--tests", f"{sys.executable} {script}")
    terminal.see("1/3 fixes")
    terminal.press("o", "No tests have failed with this fix")
    terminal.press("j", "2/3 fixes")
    terminal.press("t", "Failing:")
    terminal.see("tests/test_app.py::test_two")
    terminal.press("    ", "1 failed in 0.1s")
    terminal.press("j", "Fails: tests/test_app.py::test_two")
    terminal.press("o", "The tests fail with this fix, and pass without it")
    terminal.press("j", "Fails: tests/test_app.py::test_two")
    terminal.press("q", "Nothing was accepted")
    terminal.end()


def test_resume_remembers_verify_and_asks_before_it_runs_anything(project: Checkout) -> None:
    script = project.root.parent / "check.py"
    script.write_text(FAILING)
    terminal = Terminal(project.root, str(project.root), "--verify", f"{sys.executable} {script}")
    terminal.see("The tests fail with 1 of 3 fixes")
    terminal.press("y", "2/3 fixes")
    terminal.see("Fails: tests/test_app.py::test_two")
    terminal.press("\x03", "1 decision is kept")
    terminal.end()

    again = Terminal(project.root, str(project.root), "--resume")
    again.see("The earlier review ran your tests on every fix")
    again.see(script.name)
    again.press("y", "The tests fail with 1 of 3 fixes")
    again.press("\x03")
    again.end()

    without = Terminal(project.root, str(project.root), "--resume")
    without.see("The earlier review ran your tests on every fix")
    without.press("n", "1 accepted")
    assert "tests ✔" not in without.text
    without.press("q", "Wrote 1 fix")
    without.end()
