"""Writing fixed files: atomic, durable, confined, one run at a time, and mended after a kill at any step."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lambdafix.errors import UsageError
from lambdafix.model import Rewrite
from lambdafix.vcs import disk, state, working_tree, write
from lambdafix.vcs.disk import BLOCK
from lambdafix.vcs.journal import Journal
from lambdafix.vcs.write import Applied, Fate
from support.checkout import Checkout

pytestmark = pytest.mark.usefixtures("git_home")

OLD, NEW = b"old = 1\r\n", b"new = 2\r\nmore = 3"

CONTENTS = {
    "a.py": (b"o" * 20, b"n" * 9),
    "linked.py": (b"o" * (3 * BLOCK + 5), b"n" * (2 * BLOCK + 7)),
    "z.py": (b"old", b"newer"),
}
BIG_OLD, BIG_NEW = CONTENTS["linked.py"]
REWRITES = [Rewrite(path, before, after) for path, (before, after) in CONTENTS.items()]

KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from lambdafix.vcs import write

root, last = Path(sys.argv[1]), int(sys.argv[2])
steps = []

def step(name):
    steps.append(name)
    if len(steps) == last:
        os.kill(os.getpid(), signal.SIGKILL)

write.apply(root, pickle.load(sys.stdin.buffer), step=step)
"""


def reasons(applied: Applied) -> dict[str, str]:
    return {refused.path: str(refused.refusal) for refused in applied.refused}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def seed(root: Path) -> None:
    root.mkdir(exist_ok=True)
    for path, (before, _) in CONTENTS.items():
        (root / path).write_bytes(before)
    os.link(root / "linked.py", root / "other_name.py")


def kill_at(root: Path, step: int) -> int:
    """Write in another process that kills itself at its `step`-th step; its exit status."""
    command = [sys.executable, "-c", KILLED, str(root), str(step)]
    return subprocess.run(command, input=pickle.dumps(REWRITES), check=False).returncode


def interrupt(root: Path, at: str) -> None:
    """Leave `root` as a kill at the step named `at` leaves it."""
    steps: list[str] = []
    seed(root.with_name("rehearsal"))
    write.apply(root.with_name("rehearsal"), REWRITES, step=steps.append)
    seed(root)
    assert kill_at(root, steps.index(at) + 1) == -signal.SIGKILL


def test_writes_what_has_not_changed_and_refuses_what_has(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(OLD)
    (tmp_path / "b.py").write_bytes(b"edited meanwhile")
    applied = write.apply(tmp_path, [Rewrite("a.py", OLD, NEW), Rewrite("b.py", OLD, NEW)])
    assert applied.written == ("a.py",)
    assert reasons(applied) == {"b.py": "it has changed since it was read; run lambdafix again"}
    assert (tmp_path / "a.py").read_bytes() == NEW
    assert (tmp_path / "b.py").read_bytes() == b"edited meanwhile"
    assert names_in(tmp_path) == [".lambdafix", "a.py", "b.py"]


@pytest.mark.parametrize("moment", ["synced", "copied"])
def test_an_edit_made_while_we_write_is_kept(tmp_path: Path, moment: str) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(OLD)
    if moment == "copied":
        os.link(file, tmp_path / "b.py")

    def edit(step: str) -> None:
        if step == moment:
            file.write_bytes(b"the user's")

    applied = write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)], step=edit)
    assert applied.written == ()
    assert "has changed" in reasons(applied)["a.py"]
    assert file.read_bytes() == b"the user's"
    assert not list(tmp_path.glob(".lambdafix-*"))


@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664])
def test_mode_is_kept(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(OLD)
    file.chmod(mode)
    write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)])
    assert file.stat().st_mode & 0o7777 == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_owner_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(OLD)
    os.chown(file, 12345, 54321)
    write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)])
    assert (file.stat().st_uid, file.stat().st_gid, file.read_bytes()) == (12345, 54321, NEW)


def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(OLD)
    try:
        os.setxattr(file, "user.note", b"mine")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)])
    assert os.getxattr(file, "user.note") == b"mine"


def test_a_write_protected_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(OLD)
    (tmp_path / "a.py").chmod(0o444)
    applied = write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)])
    assert reasons(applied) == {"a.py": "it is write-protected; chmod u+w a.py"}


def test_a_hard_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(OLD)
    os.link(tmp_path / "a.py", tmp_path / "b.py")
    assert write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)]).written == ("a.py",)
    assert (tmp_path / "b.py").read_bytes() == NEW
    assert (tmp_path / "a.py").samefile(tmp_path / "b.py")
    assert not (tmp_path / ".lambdafix/writing").exists()


def test_a_symlink_inside_is_written_through_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.py").write_bytes(OLD)
    (tmp_path / "a.py").symlink_to("real/a.py")
    applied = write.apply(tmp_path, [Rewrite("a.py", OLD, NEW), Rewrite("real/a.py", OLD, NEW)])
    assert applied.refused == ()
    assert (tmp_path / "a.py").is_symlink()
    assert (tmp_path / "real/a.py").read_bytes() == NEW


def test_two_names_of_one_file_with_different_fixes(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_bytes(OLD)
    (tmp_path / "link.py").symlink_to("real.py")
    applied = write.apply(tmp_path, [Rewrite("real.py", OLD, NEW), Rewrite("link.py", OLD, b"other")])
    assert applied.written == ("real.py",)
    assert "the same file as real.py" in reasons(applied)["link.py"]


@pytest.mark.parametrize("path", ["a.py", "folder/a.py", "../outside/a.py"])
def test_nothing_is_written_outside_the_root(tmp_path: Path, path: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "a.py").write_bytes(OLD)
    (root / "a.py").symlink_to("../outside/a.py")
    (root / "folder").symlink_to("../outside")
    applied = write.apply(root, [Rewrite(path, OLD, NEW)])
    assert "leads out of the project" in reasons(applied)[path]
    assert (outside / "a.py").read_bytes() == OLD


def test_a_symlink_into_the_git_directory_is_refused(tmp_path: Path) -> None:
    checkout = Checkout.create(tmp_path)
    hook = checkout.hook("pre-commit", "exit 0")
    (tmp_path / "a.py").symlink_to(".git/hooks/pre-commit")
    before = hook.read_bytes()
    applied = write.apply(tmp_path, [Rewrite("a.py", before, NEW)])
    assert reasons(applied) == {"a.py": "it leads into a git directory"}
    assert hook.read_bytes() == before


def test_files_of_one_fix_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.py").write_bytes(OLD)
    (tmp_path / "a.py").write_bytes(b"edited")
    marks = {"a": ("1",), "b": ("1", "2"), "c": ("2",), "d": ("3",)}
    applied = write.apply(tmp_path, [Rewrite(f"{n}.py", OLD, NEW, mark) for n, mark in marks.items()])
    assert applied.written == ("d.py",)
    assert reasons(applied)["b.py"] == "a fix spans this file and a.py, which cannot be written"
    assert reasons(applied)["c.py"] == "a fix spans this file and b.py, which cannot be written"
    assert (tmp_path / "b.py").read_bytes() == OLD


def test_odd_names(tmp_path: Path) -> None:
    names = ["-n.py", "new\nline.py", 'quo"te.py', "é.py", "a" * 250 + ".py", os.fsdecode(b"\xff.py"), "*.py"]
    for name in names:
        (tmp_path / name).write_bytes(OLD)
    applied = write.apply(tmp_path, [Rewrite(name, OLD, NEW) for name in names])
    assert applied.written == tuple(names)
    assert all((tmp_path / name).read_bytes() == NEW for name in names)


@pytest.mark.parametrize("in_git", [True, False])
def test_a_kill_at_any_step_leaves_the_old_or_the_new_file(tmp_path: Path, in_git: bool) -> None:
    step, fates = 0, set()
    while True:
        step += 1
        root = tmp_path / str(step)
        if in_git:
            Checkout.create(root)
        seed(root)
        killed = kill_at(root, step)
        left = {path: (root / path).read_bytes() for path in ("a.py", "z.py")}
        assert all(left[path] in CONTENTS[path] for path in left), f"torn before recovery at step {step}"
        recovered = write.recover(root)
        fates |= {entry.fate for entry in recovered}
        for path, (before, after) in CONTENTS.items():
            assert (root / path).read_bytes() in (before, after), f"{path} is torn at step {step}"
        for entry in recovered:
            told = CONTENTS[entry.path][entry.fate is Fate.NEW]
            assert (root / entry.path).read_bytes() == told, f"{entry} at step {step}"
        assert write.recover(root) == ()
        assert not list(root.glob(".lambdafix-*"))
        assert (root / "linked.py").samefile(root / "other_name.py")
        if killed == 0:
            break
        assert killed == -signal.SIGKILL
    assert step > 15
    assert fates == {Fate.OLD, Fate.NEW, Fate.MENDED}
    assert all((root / path).read_bytes() == after for path, (_, after) in CONTENTS.items())


def test_the_next_run_recovers_first_and_says_so(tmp_path: Path) -> None:
    root = tmp_path / "root"
    interrupt(root, "renamed")
    applied = write.apply(root, [Rewrite("z.py", b"old", b"newer")])
    assert {entry.path: entry.fate for entry in applied.recovered} == {
        "a.py": Fate.NEW,
        "linked.py": Fate.OLD,
        "z.py": Fate.OLD,
    }
    assert applied.written == ("z.py",)


def test_recovery_leaves_alone_what_the_user_changed_since(tmp_path: Path) -> None:
    root = tmp_path / "root"
    interrupt(root, "copied")
    (root / "linked.py").write_bytes(b"mine")
    fates = {entry.path: entry.fate for entry in write.recover(root)}
    assert fates["linked.py"] is Fate.CHANGED
    assert (root / "linked.py").read_bytes() == b"mine"


def test_an_error_in_the_middle_leaves_whole_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(BIG_OLD)
    os.link(tmp_path / "a.py", tmp_path / "b.py")

    def stop(step: str) -> None:
        if step == "block overwritten":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write.apply(tmp_path, [Rewrite("a.py", BIG_OLD, BIG_NEW)], step=stop)
    assert (tmp_path / "a.py").read_bytes() == BIG_OLD
    assert write.recover(tmp_path) == ()


def test_a_full_disk_refuses_the_file_and_keeps_it(tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "linked.py"):
        (tmp_path / name).write_bytes(BIG_OLD)
    os.link(tmp_path / "linked.py", tmp_path / "twin.py")
    blocks = 0

    def full(step: str) -> None:
        nonlocal blocks
        blocks += step.startswith("block ")
        if step.startswith("block ") and blocks in (1, 5):
            raise OSError(28, "No space left on device")

    rewrites = [Rewrite(name, BIG_OLD, BIG_NEW) for name in ("a.py", "b.py", "linked.py")]
    applied = write.apply(tmp_path, rewrites, step=full)
    assert applied.written == ("b.py",)
    assert reasons(applied) == dict.fromkeys(["a.py", "linked.py"], "it cannot be written: No space left on device")
    assert (tmp_path / "a.py").read_bytes() == (tmp_path / "linked.py").read_bytes() == BIG_OLD
    assert not list(tmp_path.glob(".lambdafix-*"))


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(OLD)
    inside, go_on = threading.Event(), threading.Event()

    def hold(step: str) -> None:
        if step == "journal opened":
            inside.set()
            assert go_on.wait(30)

    first = threading.Thread(target=lambda: write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)], step=hold))
    first.start()
    assert inside.wait(30)
    with pytest.raises(state.BusyError, match="another lambdafix"):
        write.apply(tmp_path, [Rewrite("a.py", OLD, b"second")], wait=0)
    go_on.set()
    first.join()
    assert (tmp_path / "a.py").read_bytes() == NEW


def test_concurrent_processes_write_one_of_their_versions(tmp_path: Path) -> None:
    checkout = Checkout.create(tmp_path)
    checkout.commit({"a.py": OLD})
    script = (
        "import sys; from pathlib import Path\n"
        "from lambdafix.model import Rewrite; from lambdafix.vcs import write\n"
        f"applied = write.apply(Path('.'), [Rewrite('a.py', {OLD!r}, sys.argv[1].encode() * 100000)])\n"
        "print(len(applied.written), len(applied.refused))"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", script, letter], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
        for letter in "xyz"
    ]
    answers = [run.communicate(timeout=60)[0].strip() for run in runs]
    assert sorted(answers) == ["0 1", "0 1", "1 0"]
    assert checkout.read("a.py") in {letter * 100000 for letter in (b"x", b"y", b"z")}


def test_records_lie_in_the_worktrees_own_git_directory(tmp_path: Path) -> None:
    checkout = Checkout.create(tmp_path / "main")
    checkout.commit({"sub/a.py": OLD})
    checkout.git("worktree", "add", "-q", "../linked")
    assert state.locate(tmp_path / "main/sub").folder == tmp_path / "main/.git/lambdafix"
    assert state.locate(tmp_path / "linked").folder == tmp_path / "main/.git/worktrees/linked/lambdafix"
    write.apply(tmp_path / "linked", [Rewrite("sub/a.py", OLD, NEW)])
    assert Checkout(tmp_path / "linked").status() == " M sub/a.py"
    assert checkout.status() == ""


@pytest.mark.parametrize("link", [".lambdafix", ".lambdafix/writing"])
def test_records_are_never_kept_through_a_link_of_the_project(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "precious").write_bytes(b"mine")
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(outside)
    (root / "a.py").write_bytes(OLD)
    os.link(root / "a.py", root / "b.py")
    with pytest.raises(UsageError, match="symbolic link"):
        write.apply(root, [Rewrite("a.py", OLD, NEW)])
    assert names_in(outside) == ["precious"]
    assert (root / "a.py").read_bytes() == OLD


def test_records_that_cannot_be_kept_are_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(OLD)
    (tmp_path / ".lambdafix").write_text("a file")
    with pytest.raises(UsageError, match="cannot hold lambdafix's records"):
        write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)])
    assert (tmp_path / "a.py").read_bytes() == OLD


def test_a_planted_journal_reaches_nothing_outside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / ".lambdafix").mkdir(parents=True)
    victim = tmp_path / ".lambdafix-victim"
    victim.write_bytes(b"mine")
    entry = '{"path": "../x.py", "before": "0", "after": "1", "temporary": ".lambdafix-victim"}'
    (root / ".lambdafix/writing.json").write_text(f'{{"version": 1, "files": [{entry}]}}')
    assert [entry.fate for entry in write.recover(root)] == [Fate.GONE]
    assert victim.read_bytes() == b"mine"


@pytest.mark.parametrize("text", ["[", "[" * 100_000, '{"files": [1]}', None])
def test_an_unreadable_journal_is_an_error_not_a_silence(tmp_path: Path, text: str | None) -> None:
    (tmp_path / ".lambdafix").mkdir()
    if text is None:
        (tmp_path / ".lambdafix/writing.json").mkdir()
    else:
        (tmp_path / ".lambdafix/writing.json").write_text(text)
    with pytest.raises(UsageError, match="interrupted run"):
        write.recover(tmp_path)


@pytest.mark.parametrize("moment", ["created", "synced", "checked"])
def test_a_folder_that_becomes_a_link_is_not_followed(tmp_path: Path, moment: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "folder").mkdir(parents=True)
    outside.mkdir()
    for folder in (root / "folder", outside):
        (folder / "a.py").write_bytes(OLD)
    swapped = False

    def swap(step: str) -> None:
        nonlocal swapped
        if step == moment and not swapped:
            swapped = True
            (root / "folder").rename(root / "moved")
            (root / "folder").symlink_to(outside)

    write.apply(root, [Rewrite("folder/a.py", OLD, NEW)], step=swap)

    assert swapped
    assert names_in(outside) == ["a.py"]
    assert (outside / "a.py").read_bytes() == OLD
    assert (root / "moved/a.py").read_bytes() in (OLD, NEW)


@pytest.mark.parametrize("saves_anew", [False, True], ids=["in place", "by a rename"])
def test_an_edit_between_the_last_look_and_the_rename_is_kept(tmp_path: Path, saves_anew: bool) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(OLD)
    if not can_swap(tmp_path):
        pytest.skip("this file system cannot swap two names")

    def edit(step: str) -> None:
        if step == "checked":
            if saves_anew:
                (tmp_path / "editor").write_bytes(b"the user's")
                (tmp_path / "editor").rename(file)
            else:
                file.write_bytes(b"the user's")

    applied = write.apply(tmp_path, [Rewrite("a.py", OLD, NEW)], step=edit)

    assert "has changed" in reasons(applied)["a.py"]
    assert file.read_bytes() == b"the user's"
    assert not list(tmp_path.glob(".lambdafix-*"))


def can_swap(folder: Path) -> bool:
    for name in ("one", "other"):
        (folder / name).write_text(name)
    with disk.opened(folder, ()) as descriptor:
        return disk.exchange(descriptor, "one", "other") and (folder / "one").read_text() == "other"


@pytest.mark.parametrize("able", [True, False], ids=["swap", "rename"])
@pytest.mark.parametrize("linked", [False, True], ids=["", "hard link"])
def test_files_of_one_fix_are_taken_back_where_another_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, able: bool, linked: bool
) -> None:
    if not able:
        monkeypatch.setattr(disk, "exchange", lambda *_: False)
    for name in "abc":
        (tmp_path / f"{name}.py").write_bytes(OLD)
    if linked:
        os.link(tmp_path / "a.py", tmp_path / "twin.py")

    def edit(step: str) -> None:
        if step == "a.py done":
            (tmp_path / "b.py").write_bytes(b"the user's")

    marks = {"a": ("1",), "b": ("1",), "c": ("2",)}
    applied = write.apply(tmp_path, [Rewrite(f"{n}.py", OLD, NEW, mark) for n, mark in marks.items()], step=edit)

    assert applied.written == ("c.py",)
    assert reasons(applied)["a.py"] == "a fix spans this file and b.py, which cannot be written"
    assert (tmp_path / "a.py").read_bytes() == OLD
    assert (tmp_path / "b.py").read_bytes() == b"the user's"
    assert not list(tmp_path.glob(".lambdafix-*"))


KILLED_IN_A_GROUP = KILLED.replace("from lambdafix.vcs import write", "from lambdafix.vcs import disk, write").replace(
    "write.apply(", "disk.exchange = disk.exchange if sys.argv[3] else lambda *_: False\nwrite.apply("
)


@pytest.mark.parametrize("able", [True, False], ids=["swap", "rename"])
def test_a_kill_at_any_step_leaves_all_files_of_a_fix_or_none(tmp_path: Path, able: bool) -> None:
    rewrites = [Rewrite(path, before, after, ("1",)) for path, (before, after) in CONTENTS.items()]
    step, seen, killed = 0, set(), 1
    while killed:
        step += 1
        root = tmp_path / str(step)
        seed(root)
        command = [sys.executable, "-c", KILLED_IN_A_GROUP, str(root), str(step), "yes" if able else ""]
        killed = subprocess.run(command, input=pickle.dumps(rewrites), check=False).returncode

        write.recover(root)

        left = {(root / path).read_bytes() == after for path, (_, after) in CONTENTS.items()}
        assert len(left) == 1, f"half of a fix is left at step {step}"
        assert all((root / path).read_bytes() in CONTENTS[path] for path in CONTENTS)
        assert not list(root.glob(".lambdafix-*"))
        seen |= left
    assert seen == {True, False}
    assert step > 15


def test_after_a_kill_an_edited_file_takes_its_fix_back(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    for name in ("a.py", "b.py"):
        (root / name).write_bytes(OLD)
    if not can_swap(tmp_path):
        pytest.skip("this file system cannot swap two names")
    rewrites = [Rewrite(name, OLD, NEW, ("1",)) for name in ("a.py", "b.py")]
    steps: list[str] = []
    rehearsal = tmp_path / "rehearsal"
    rehearsal.mkdir()
    for name in ("a.py", "b.py"):
        (rehearsal / name).write_bytes(OLD)
    write.apply(rehearsal, rewrites, step=steps.append)
    command = [sys.executable, "-c", KILLED, str(root), str(steps.index("a.py done") + 1)]
    subprocess.run(command, input=pickle.dumps(rewrites), check=False)
    assert (root / "a.py").read_bytes() == NEW
    (root / "b.py").write_bytes(b"the user's")

    write.recover(root)

    assert (root / "a.py").read_bytes() == OLD
    assert (root / "b.py").read_bytes() == b"the user's"


def test_ten_thousand_files_that_share_fixes_are_told_apart_at_once() -> None:
    rewrites = [Rewrite(f"{n}.py", OLD, NEW, (str(n // 2), str(n))) for n in range(20_000)]
    began = time.monotonic()

    assert len(write.linked(rewrites, {"0.py": write.CHANGED})) == len(rewrites) - 1
    assert time.monotonic() - began < 2


def test_the_lock_of_a_killed_run_is_taken_over_and_said(tmp_path: Path) -> None:
    checkout = Checkout.create(tmp_path / "root")
    checkout.commit({"a.py": OLD})
    script = "import os, sys; from pathlib import Path; from lambdafix.vcs import state\n"
    script += "with state.exclusive(state.locate(Path('.'))): os._exit(9)"
    dead = subprocess.Popen([sys.executable, "-c", script], cwd=checkout.root)
    dead.wait()
    lock = checkout.write(".git/refs/worktree/lambdafix/undo/1.lock", b"")
    half = checkout.write(f".git/lambdafix/.writing.json.{dead.pid}.tmp", b"{")
    theirs = checkout.write(".git/refs/heads/main.lock", b"")

    told = list(write.take_over(checkout.root))

    assert told == [f"an earlier run (process {dead.pid}) was killed; its lock is taken over"]
    assert not lock.exists()
    assert not half.exists()
    assert theirs.exists(), "the locks of the user's own git are not ours to take"
    assert list(write.take_over(checkout.root)) == []
    applied = working_tree.fix(checkout.root, [Rewrite("a.py", OLD, NEW)])
    assert applied.written == ("a.py",)


def test_a_lock_that_is_held_names_its_owner_and_age(tmp_path: Path) -> None:
    place = state.locate(tmp_path)

    with (
        state.exclusive(place),
        pytest.raises(state.BusyError, match=rf"\(process {os.getpid()}, for \d seconds\)"),
        state.exclusive(place, wait=0),
    ):
        pass

    assert (tmp_path / ".lambdafix/lock").read_bytes() == b""


def test_what_killed_runs_left_beside_our_own_files_goes(tmp_path: Path) -> None:
    gone, here = 2**22 + 1, os.getppid()
    for process in (gone, here):
        (tmp_path / f".baseline.json.{process}.tmp").write_text("half")
    (tmp_path / ".baseline.json.notes.tmp").write_text("the user's")

    disk.replace(tmp_path / "baseline.json", b"whole")

    assert names_in(tmp_path) == [f".baseline.json.{here}.tmp", ".baseline.json.notes.tmp", "baseline.json"]


def test_copies_of_a_killed_run_that_had_forgotten_its_journal_go(tmp_path: Path) -> None:
    journal = Journal(state.locate(tmp_path))
    with state.exclusive(journal.state):
        journal.keep(OLD, NEW)

        assert journal.recover() == ()

    assert not journal.copies.exists()
