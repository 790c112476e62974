"""The review as a person has it before them: a real program in a real terminal."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.checkout import Checkout
from support.servers import absent
from support.terminal import TOY, Terminal

HANDLER = b"""import os


def handler(event, context):
    table = slow("a")
    risk = risky("b")
    return table, slow("c"), risk
"""
OTHER = b"def other():\r\n    return slow(1)\r\n"
FIXED = HANDLER.replace(b'slow("a")', b'fast("a")').replace(b"import os", b"from quick import fast\nimport os")
ALL_FIXED = FIXED.replace(b'slow("c")', b'fast("c")').replace(b"risky", b"calm")


@pytest.fixture
def project(checkout: Checkout) -> Checkout:
    checkout.commit({"handler.py": HANDLER, "other.py": OTHER})
    return checkout


@pytest.fixture
def start(project: Checkout) -> Iterator[Callable[..., Terminal]]:
    started: list[Terminal] = []

    def begin(*arguments: str, **options: object) -> Terminal:
        terminal = Terminal(project.root, str(project.root), *arguments, **options)  # type: ignore[arg-type]
        started.append(terminal)
        return terminal

    yield begin
    for terminal in started:
        terminal.child.close(force=True)


Start = Callable[..., Terminal]


def test_what_is_accepted_is_written_on_quit_and_nothing_else(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.see("1/4 fixes")
    terminal.press("y", "2/4 fixes")
    terminal.press("n", "3/4 fixes")
    terminal.press("s", "4/4 fixes")
    assert project.read("handler.py") == HANDLER, "nothing is written before the end"
    terminal.press("q", "lambdafix review --resume")
    assert terminal.end() == 1
    assert project.read("handler.py") == FIXED
    assert project.read("other.py") == OTHER
    assert "Wrote 1 fix to 1 file" in terminal.text
    assert "Rejected and remembered: 1 fix" in terminal.text
    assert "Still open: 2 fixes" in terminal.text


def test_the_terminal_is_given_back_as_it_was(start: Start) -> None:
    terminal = start()
    before = termios.tcgetattr(terminal.child.child_fd)
    terminal.see("1/4 fixes")
    assert termios.tcgetattr(terminal.child.child_fd) != before
    terminal.press("q", "Nothing was accepted")
    assert termios.tcgetattr(terminal.child.child_fd) == before
    terminal.end()
    last = terminal.sent[terminal.sent.rindex(b"\x1b[?1049l") :]
    assert b"\x1b[?25h\x1b[?1049l" in terminal.sent
    assert b"Nothing was accepted" in last
    assert terminal.sent.count(b"\x1b[?2004h") == terminal.sent.count(b"\x1b[?2004l")


def test_undo_as_often_as_wanted_then_the_end_and_its_ways_on(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.see("1/4 fixes")
    terminal.press("yyyy", "Everything is decided")
    terminal.press("uuuu", "1/4 fixes")
    terminal.press("u", "nothing to undo")
    terminal.press("yyyy", "Everything is decided")
    terminal.press("y", "q writes and quits")
    terminal.press("q", "Wrote 4 fixes to 2 files")
    assert terminal.end() == 0
    assert project.read("handler.py") == ALL_FIXED


def test_skipped_fixes_can_be_asked_for_at_the_end(start: Start) -> None:
    terminal = start()
    terminal.press("ysys", "s asks for the skipped ones now")
    terminal.press("s", "2/4 fixes")
    terminal.press("n", "4/4 fixes")
    terminal.press("n", "Everything is decided")
    terminal.press("s", "Nothing was skipped")


def test_enter_and_a_paste_decide_nothing_and_other_keys_say_so(start: Start) -> None:
    terminal = start()
    terminal.see("1/4 fixes")
    terminal.press("\r\r\n")
    terminal.press("\x1b[200~yyyyq\x1b[201~", "A paste decides nothing")
    terminal.press("z", "No key 'z' here")
    assert "1/4 fixes" in terminal.text


def test_typed_ahead_keys_are_all_taken_in_order(start: Start) -> None:
    terminal = start()
    terminal.press("ynsk", "3/4 fixes")
    text = terminal.press("k", "2/4 fixes")
    assert "rejected" in text


def test_accepting_the_rest_of_a_file_and_of_a_rule_asks_with_the_count(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.see("1/4 fixes")
    terminal.press("a", "Accept 2 safe fixes in the rest of handler.py? [y/n]")
    terminal.press("n", "1/4 fixes")
    terminal.press("A", "Accept 3 safe fixes of TOY101 slow-call? [y/n]")
    terminal.press("y", "2/4 fixes")
    assert "TOY303" in terminal.text
    terminal.press("D", "Reject 1 fix of TOY303 risky-call? [y/n]")
    terminal.press("y", "Everything is decided")
    terminal.press("q", "Wrote 3 fixes to 2 files")
    assert terminal.end() == 0


def test_discarding_writes_nothing_and_forgets(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.press("yn", "3/4 fixes")
    terminal.press("Q", "Discard 2 decisions")
    terminal.press("y")
    terminal.end()
    assert "Discarded. Nothing was written." in terminal.text
    assert project.read("handler.py") == HANDLER
    assert "1/4 fixes" in start().see("1/4 fixes")


def test_rejected_fixes_are_not_asked_again_unless_wanted(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.press("n", "2/4 fixes")
    terminal.press("q", "To share them")
    terminal.end()
    again = start()
    again.see("1/3 fixes")
    again.see("rejected earlier and not asked again")
    again.press("q")
    again.end()
    assert "Ask again with: lambdafix review --rejected" in again.text
    wanted = start("--rejected")
    wanted.see("4 fixes")
    wanted.see("rejected")


def test_shared_rejections_hold_in_another_clone(project: Checkout, start: Start, tmp_path: Path) -> None:
    terminal = start("--share")
    terminal.press("n", "2/4 fixes")
    terminal.press("q", "Commit it")
    terminal.end()
    project.commit()
    project.git("clone", "-q", str(project.root), str(tmp_path / "clone"))
    clone = Terminal(tmp_path / "clone", str(tmp_path / "clone"))
    clone.see("1/3 fixes")
    clone.child.close(force=True)


def test_a_review_goes_on_at_the_same_fix(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.press("y", "2/4 fixes")
    terminal.press("j", "3/4 fixes")
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    assert project.read("handler.py") == HANDLER
    again = start("--resume")
    again.see("3/4 fixes")
    again.press("u", "1/4 fixes")
    again.press("y", "2/4 fixes")
    again.press("q", "Wrote 1 fix")
    again.end()
    assert project.read("handler.py") == FIXED
    rest = start("--resume")
    rest.see("1/3 fixes")
    rest.press("yyy", "Everything is decided")
    rest.press("q", "Wrote 3 fixes")
    assert rest.end() == 0
    assert project.read("handler.py") == ALL_FIXED


def test_an_unfinished_review_is_offered_to_one_who_starts_anew(start: Start) -> None:
    terminal = start()
    terminal.press("yy", "3/4 fixes")
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    again = start()
    again.see("Go on with it?")
    again.see("2 of them to be written")
    again.press("y", "3/4 fixes")
    again.child.kill(signal.SIGKILL)
    again.end()
    anew = start()
    anew.see("Go on with it?")
    anew.press("n", "1/4 fixes")
    assert "0 accepted" in anew.text


def test_a_fix_whose_code_changed_is_asked_again(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.press("y", "2/4 fixes")
    terminal.press("yyy", "Everything is decided")
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    changed = b"from quick import fast\n" + HANDLER
    project.commit({"handler.py": changed, "other.py": b"# moved down\r\n" + OTHER})
    again = start("--resume")
    text = again.see("2 accepted earlier and asked again")
    assert "1/4 fixes" in text
    assert "2 accepted" in text
    again.press("yy", "Everything is decided")
    again.press("q", "Wrote 4 fixes")
    again.end()
    assert project.read("other.py") == b"from quick import fast\n# moved down\r\n" + OTHER.replace(b"slow", b"fast")


def test_a_file_that_changes_meanwhile_is_not_overwritten_and_the_yes_is_kept(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.press("yyyy", "Everything is decided")
    theirs = OTHER + b"# saved by an editor meanwhile\r\n"
    project.write("other.py", theirs)
    terminal.press("q", "Not written: TOY101 at other.py:2")
    assert terminal.end() == 1
    assert project.read("other.py") == theirs
    assert project.read("handler.py") == ALL_FIXED
    again = start("--resume", "--allow-dirty")
    again.press("q", "Wrote 1 fix to 1 file")
    assert again.end() == 0


def test_uncommitted_work_is_left_out_and_named(project: Checkout, start: Start) -> None:
    project.write("other.py", b"# work\r\n" + OTHER)
    terminal = start()
    terminal.see("1/3 fixes")
    terminal.press("q", "Left out: 1 fix in other.py: it has uncommitted changes")
    assert terminal.end() == 1
    start("--allow-dirty").see("1/4 fixes")


@pytest.mark.parametrize("how", ["ctrl-c", "SIGTERM", "SIGHUP", "closed"])
def test_leaving_in_any_way_applies_what_was_accepted(project: Checkout, start: Start, how: str) -> None:
    terminal = start()
    terminal.press("y", "2/4 fixes")
    if how == "ctrl-c":
        terminal.press("\x03")
        assert terminal.end() == 130
        assert "Wrote 1 fix to 1 file" in terminal.text
        assert "lambdafix review --resume" in terminal.text
    elif how == "closed":
        terminal.hang_up()
        _wait_until(lambda: not _runs(terminal.pid))
    else:
        terminal.child.kill(getattr(signal, how))
        assert terminal.end() == 128 + getattr(signal, how)
    _wait_until(lambda: project.read("handler.py") == FIXED)
    assert project.read("other.py") == OTHER


@pytest.mark.parametrize("keys", ["", "y", "yn", "yns", "yu", "yyyy", "a", "x"])
def test_kill_at_any_decision_keeps_the_decisions_and_the_files(project: Checkout, start: Start, keys: str) -> None:
    terminal = start()
    terminal.see("1/4 fixes")
    terminal.press(keys)
    terminal.wait(lambda: True, "")
    time.sleep(0.2)
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    assert project.read("handler.py") == HANDLER
    assert project.status() == ""
    accepted = {"": 0, "y": 1, "yn": 1, "yns": 1, "yu": 0, "yyyy": 4, "a": 0, "x": 0}[keys]
    start("--resume").see(f"{accepted} accepted")


@pytest.mark.parametrize("step", range(1, 16))
def test_kill_at_any_step_of_writing_leaves_whole_files_and_resume_finishes(
    project: Checkout, start: Start, step: int
) -> None:
    terminal = start("--die-at-step", str(step))
    terminal.press("yyyy", "Everything is decided")
    terminal.press("q")
    status = terminal.end()
    other = b"from quick import fast\r\n" + OTHER.replace(b"slow", b"fast")
    assert project.read("handler.py") in (HANDLER, ALL_FIXED)
    assert project.read("other.py").replace(b"fast\n", b"fast\r\n") in (OTHER, other)
    if status == 0:
        assert step > 10, "there are fewer steps than this test thinks"
        return
    assert status == -signal.SIGKILL
    again = start("--resume")
    if project.read("handler.py") != ALL_FIXED or project.read("other.py") == OTHER:
        again.see("Everything is decided")
        again.press("q")
    again.end()
    assert project.read("handler.py") == ALL_FIXED
    assert b"fast(1)" in project.read("other.py")
    assert project.git("status", "--porcelain", "--untracked-files=all").split("\n") == [" M handler.py", " M other.py"]


@pytest.mark.parametrize("step", range(6, 11))
def test_a_kill_after_writing_leaves_the_rest_of_the_file_to_review(project: Checkout, start: Start, step: int) -> None:
    terminal = start("--die-at-step", str(step))
    terminal.press("ys", "3/4 fixes")
    terminal.press("q")
    assert terminal.end() == -signal.SIGKILL
    written = project.read("handler.py") == FIXED
    assert written or step < 8, "the test means to kill after the rename, too"
    again = start("--resume")
    again.see("/3 fixes" if written else "3/4 fixes")
    again.see("0 accepted" if written else "1 accepted")
    assert "left out" not in again.text
    assert "asked again" not in again.text


def test_an_edit_is_offered_again_before_anything_was_decided(project: Checkout, start: Start, tmp_path: Path) -> None:
    mine = tmp_path / "mine.sh"
    mine.write_text("""#!/bin/sh\nsed -i 's/fast(/fast(0,/' "$1"\n""")
    mine.chmod(0o755)
    terminal = start(env={"EDITOR": str(mine)})
    terminal.see("1/4 fixes")
    terminal.press("e", "Your edit holds")
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    again = start()
    again.see("1 edited by you and not decided.")
    again.press("y", "1/4 fixes")
    assert "fast(0," in again.text


def test_what_was_written_is_said_where_rejections_cannot_be_shared(project: Checkout, start: Start) -> None:
    terminal = start("--share")
    terminal.press("yn", "3/4 fixes")
    project.write(".lambdafix/rejected.toml", b"a merge conflict")
    terminal.press("q", "Not shared: ")
    assert terminal.end() == 1
    assert "Wrote 1 fix to 1 file" in terminal.text


def test_resizing_draws_again_at_once(start: Start) -> None:
    terminal = start(size=(100, 30))
    assert "╭" in terminal.see("1/4 fixes")
    terminal.resize(58, 20)
    terminal.wait(lambda: "╭" not in terminal.text and "1/4 fixes" in terminal.text, "a screen without boxes")
    terminal.resize(140, 40)
    terminal.wait(lambda: any("slow" in line and "fast" in line for line in terminal.screen.display), "side by side")


def test_suspending_gives_the_terminal_back_and_coming_back_draws_again(start: Start) -> None:
    terminal = start()
    before = termios.tcgetattr(terminal.child.child_fd)
    terminal.press("y", "2/4 fixes")
    terminal.child.kill(signal.SIGTSTP)
    _wait_until(lambda: _state(terminal.pid) == "T")
    assert termios.tcgetattr(terminal.child.child_fd)[3] & termios.ECHO == before[3] & termios.ECHO
    terminal.child.kill(signal.SIGCONT)
    terminal.press("y", "3/4 fixes")


def test_help_documentation_and_scrolling(start: Start) -> None:
    terminal = start(size=(100, 12))
    terminal.see("1/4 fixes")
    terminal.press("?", "accept this fix")
    terminal.press("   ", "(also the arrows up and down)")
    terminal.press("\x1b", "TOY101")
    terminal.press("i", "TOY101 is a toy.")
    terminal.press("x", "Why:")
    terminal.press(" ", '+     table = fast("a")')


def test_turning_between_one_column_and_two(start: Start) -> None:
    terminal = start(size=(120, 30))
    terminal.see("1/4 fixes")

    def beside() -> bool:
        return any("slow" in line and "fast" in line for line in terminal.screen.display)

    assert beside()
    terminal.press("v")
    terminal.wait(lambda: not beside(), "one column")
    terminal.press("v")
    terminal.wait(beside, "two columns")


def test_suppressing_writes_a_comment_with_the_reason(project: Checkout, start: Start) -> None:
    terminal = start()
    terminal.see("1/4 fixes")
    terminal.press("x", "Reason:")
    terminal.press("as it is\x7f\x7fwas")
    terminal.press("\r", "2/4 fixes")
    terminal.press("q", "Wrote 1 comment to 1 file")
    terminal.end()
    comment = b"    # lambdafix: ignore[TOY101] as it was\n"
    assert project.read("handler.py") == HANDLER.replace(b"    table", comment + b"    table")
    start().see("1/3 fixes")


def test_editing_puts_the_persons_own_text_in_place(project: Checkout, start: Start, tmp_path: Path) -> None:
    editor = tmp_path / "my editor"
    editor.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\np = pathlib.Path(sys.argv[-1])\n"
        "p.write_text(p.read_text().replace('fast(', 'faster('))\n"
    )
    editor.chmod(0o755)
    terminal = start(env={"VISUAL": f"'{editor}' --wait", "EDITOR": "false"})
    terminal.see("1/4 fixes")
    terminal.press("e", "Your edit holds")
    assert "edited by you" in terminal.text
    terminal.press("y", "2/4 fixes")
    terminal.press("q", "Wrote 1 fix")
    terminal.end()
    assert b'table = faster("a")' in project.read("handler.py")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("p.write_text(p.read_text().replace('fast(', 'fast(('))", "Not taken: handler.py"),
        ("p.write_text(p.read_text().replace('fast(', 'slow('))", "Not taken: TOY101 would still stand"),
        ("p.write_text('')", "Nothing was edited"),
        ("pass", "Nothing was edited"),
        ("sys.exit(3)", "ended with status 3"),
        ("p.unlink()", "cannot be read"),
    ],
)
def test_an_edit_that_does_not_hold_is_not_taken(
    project: Checkout, start: Start, tmp_path: Path, script: str, said: str
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f"#!{sys.executable}\nimport sys, pathlib\np = pathlib.Path(sys.argv[-1])\n{script}\n")
    editor.chmod(0o755)
    terminal = start(env={"EDITOR": str(editor)})
    terminal.see("1/4 fixes")
    terminal.press("e", said)
    if "Edit it further?" in terminal.text:
        terminal.press("n", "[y]es")
    assert "0 accepted" in terminal.text
    assert said in " ".join(terminal.text.split())


def test_an_edit_that_does_not_hold_can_be_mended_without_typing_it_again(
    project: Checkout, start: Start, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    swap = "t.replace('broken((', 'mended(') if 'broken((' in t else t.replace('fast(', 'broken((')"
    reading = "p = pathlib.Path(sys.argv[-1])\nt = p.read_text()"
    editor.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{reading}\np.write_text({swap})\n")
    editor.chmod(0o755)
    terminal = start(env={"EDITOR": str(editor)})
    terminal.see("1/4 fixes")
    terminal.press("e", "Edit it further?")
    terminal.press("y", "Your edit holds")
    terminal.press("y", "2/4 fixes")
    terminal.press("q", "Wrote 1 fix")
    terminal.end()
    assert b'table = mended("a")' in project.read("handler.py")


def test_without_an_editor_the_person_is_told_how_to_name_one(start: Start) -> None:
    terminal = start()
    terminal.see("1/4 fixes")
    terminal.press("e", "neither $VISUAL nor $EDITOR is set")


def test_an_accepted_edit_survives_a_kill_but_not_a_change_of_its_lines(
    project: Checkout, start: Start, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    swap = "p.write_text(p.read_text().replace('fast(', 'faster('))"
    editor.write_text(f"#!{sys.executable}\nimport sys, pathlib\np = pathlib.Path(sys.argv[-1])\n{swap}\n")
    editor.chmod(0o755)
    terminal = start(env={"EDITOR": str(editor)})
    terminal.see("1/4 fixes")
    terminal.press("e", "Your edit holds")
    terminal.press("y", "2/4 fixes")
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    again = start("--resume")
    again.see("2/4 fixes")
    again.press("k", "edited by you")
    again.child.kill(signal.SIGKILL)
    again.end()
    project.commit({"handler.py": b"# above\n" + HANDLER})
    changed = start("--resume")
    changed.see("1 accepted earlier and asked again")
    changed.press("k", "1/4 fixes")
    assert "edited by you" not in changed.text
    changed.press("y", "2/4 fixes")
    changed.press("q", "Wrote 1 fix")
    changed.end()
    assert b'table = fast("a")' in project.read("handler.py")


def test_the_installed_command_reviews_with_the_real_rules(checkout: Checkout) -> None:
    handler = (
        b"import boto3\n\n\ndef handler(event, context):\n"
        b'    s3 = boto3.client("s3", region_name="eu-west-1")\n    return s3.list_buckets()\n'
    )
    checkout.commit({"app.py": handler})
    for arguments in (["review"], ["--interactive", "--select", "LMB201"]):
        program = ["-P", "-m", "lambdafix", *arguments]
        terminal = Terminal(checkout.root, program=program, size=(100, 30))
        terminal.see("LMB201 client-in-handler")
        terminal.see("checks: syntax ✔ names ✔ comments ✔ line ends ✔")
        if arguments == ["review"]:
            terminal.press("i", "What it does")
            terminal.press("b", "Why:")
            terminal.press("q", "Nothing was accepted")
            assert terminal.end() == 1
    terminal.press("y", "Everything is decided")
    terminal.press("q", "Wrote 1 fix to 1 file")
    assert terminal.end() == 0
    fixed = checkout.read("app.py").decode()
    assert fixed.index("boto3.client(") < fixed.index("def handler")
    checkout.git("diff", "--check")


def test_plain_sentences_for_screen_readers(project: Checkout, start: Start) -> None:
    terminal = start("--plain", size=(80, 60))
    terminal.see("Fix 1 of 4: TOY101 slow-call, safe. handler.py, line 5.")
    terminal.press("\r\r")
    terminal.press("y", "accepted: TOY101")
    terminal.press("q", "Wrote 1 fix")
    terminal.end()
    assert project.read("handler.py") == FIXED
    text = terminal.sent.decode()
    assert "\x1b[?1049h" not in text
    assert "\x1b[H" not in text
    assert 'removed 5:     table = slow("a")\r\nadded:     table = fast("a")' in text
    assert text.count("Fix 1 of 4") == 1, "Enter alone repeats nothing but the prompt"


def test_a_dumb_terminal_gets_sentences_and_no_escape_at_all(start: Start) -> None:
    terminal = start(env={"TERM": "dumb"}, size=(80, 60))
    terminal.see("Fix 1 of 4")
    terminal.press("q", "Nothing was accepted")
    terminal.end()
    assert b"\x1b" not in terminal.sent


def test_no_color_means_no_colour(start: Start) -> None:
    terminal = start(env={"NO_COLOR": "1"})
    terminal.see("1/4 fixes")
    assert {cell.fg for row in terminal.screen.buffer.values() for cell in row.values()} == {"default"}
    terminal.press("q")
    terminal.end()
    coloured = start()
    coloured.see("1/4 fixes")
    assert len({cell.fg for row in coloured.screen.buffer.values() for cell in row.values()}) > 2


def test_an_ascii_terminal_gets_ascii(start: Start) -> None:
    terminal = start(env={"PYTHONIOENCODING": "ascii"})
    assert terminal.see("1/4 fixes").isascii()


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_without_a_terminal_it_never_prompts_and_names_the_command_to_use(project: Checkout, closed: str) -> None:
    leader, follower = os.openpty()
    try:
        run = subprocess.run(
            [sys.executable, str(TOY), str(project.root)],
            stdin=subprocess.DEVNULL if closed == "stdin" else follower,
            stdout=subprocess.PIPE if closed == "stdout" else follower,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(TOY.parent.parent)},
            timeout=20,
            check=False,
        )
    finally:
        os.close(leader)
        os.close(follower)
    assert run.returncode == 2
    assert b"lambdafix fix" in run.stderr
    assert b"--dry-run" in run.stderr


def test_hostile_names_and_text_cannot_touch_the_terminal(project: Checkout, start: Start) -> None:
    project.commit({"a\x1b]0;owned\x07\n.py": b'def f():\n    return slow("\x1b[2J\xc2\x9b31m\xe2\x80\xae")\n'})
    terminal = start()
    terminal.see("1/5 fixes")
    terminal.press("yq")
    terminal.end()
    assert b"\x1b]0;" not in terminal.sent
    assert b"\x1b[2J" not in terminal.sent
    assert b"\xe2\x80\xae" not in terminal.sent
    assert rb"a\x1b]0;owned\x07\x0a.py" in terminal.sent


def test_overtaken_fixes_are_said_made_anew_and_written(project: Checkout, start: Start) -> None:
    text = b'def f():\n    a = build("a")\n    return a, build("b"), slow(1)\n'
    project.commit({"a.py": text})
    terminal = start()
    terminal.press("y", "overlaps with TOY202 at a.py:2")
    terminal.press("yyyyyy", "Everything is decided")
    terminal.press("q", "Wrote 7 fixes")
    assert terminal.end() == 0
    expected = (
        b'from quick import fast\nB = build("b")\nA = build("a")\ndef f():\n    a = A\n    return a, B, fast(1)\n'
    )
    assert project.read("a.py") == expected


def test_outside_of_git_records_lie_in_the_projects_own_folder(tmp_path: Path, git_home: Path) -> None:
    (tmp_path / "app").mkdir()
    file = tmp_path / "app/handler.py"
    file.write_bytes(HANDLER)
    terminal = Terminal(tmp_path, str(tmp_path / "app"))
    terminal.press("y", "2/3 fixes")
    terminal.press("q", "Wrote 1 fix")
    terminal.end()
    assert file.read_bytes() == FIXED
    assert (tmp_path / "app/.lambdafix/review.jsonl").exists()


def test_in_tmux_the_screen_comes_back_as_it_was_and_follows_the_windows_size(
    project: Checkout, tmp_path: Path
) -> None:
    if shutil.which("tmux") is None:
        absent("tmux is not installed: sudo .ci/install-services")
    socket = str(tmp_path / "tmux")

    def tmux(*arguments: str) -> str:
        run = subprocess.run(["tmux", "-S", socket, *arguments], capture_output=True, text=True, check=True)
        return run.stdout

    def shows(text: str) -> bool:
        return text in tmux("capture-pane", "-p", "-t", "review")

    command = f"echo before; PYTHONPATH={TOY.parent.parent} {sys.executable} {TOY} {project.root}; exec sh"
    tmux("new-session", "-d", "-s", "review", "-x", "140", "-y", "40", command)
    try:
        _wait_until(lambda: shows("1/4 fixes"))
        assert not shows("before")
        tmux("resize-window", "-t", "review", "-x", "58", "-y", "20")
        _wait_until(lambda: shows("1/4 fixes") and not shows("╭"))
        tmux("resize-window", "-t", "review", "-x", "100", "-y", "30")
        _wait_until(lambda: shows("╭"))
        tmux("send-keys", "-t", "review", "y")
        _wait_until(lambda: shows("2/4 fixes"))
        tmux("send-keys", "-t", "review", "q")
        _wait_until(lambda: shows("before") and shows("Wrote 1 fix to 1 file"))
        assert not shows("╭")
    finally:
        tmux("kill-server")
    assert project.read("handler.py") == FIXED


def test_a_second_review_of_the_same_tree_is_refused(start: Start) -> None:
    start().see("1/4 fixes")
    second = start()
    assert second.end() == 2
    assert "another review" in second.text


def test_nothing_to_review_is_said_plainly(checkout: Checkout) -> None:
    checkout.commit({"a.py": b"x = 1\n"})
    terminal = Terminal(checkout.root, str(checkout.root))
    assert terminal.end() == 0
    assert "Nothing to review." in terminal.text


def _runs(pid: int) -> bool:
    return _state(pid) not in ("Z", "")


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
