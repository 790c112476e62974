"""Kills a verb at random moments, again and again, and looks at what is left.

    python tests/kill/kills.py --verb fix --kills 500 --seed 1

Each round forks: the child runs the verb on a small project and is killed, alone or with the git that it started. Then
the verb is run again, and everything is undone. Prints one line of counts; ends with status 1 at the first thing that
is wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pty
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lambdafix import cli
from lambdafix.model import Rewrite
from lambdafix.vcs import state, undo, working_tree, write

IDENTITY = "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"

APP = "import boto3\n\n\ndef handler(event, context):\n    client = boto3.client('{0}')\n    return client.{1}()\n"
REPAIRED = "import boto3\n\nclient = boto3.client('{0}')\n\n\ndef handler(event, context):\n    return client.{1}()\n"
NAMES = {"a.py": ("s3", "list_buckets"), "b.py": ("sqs", "list_queues"), "linked.py": ("sns", "list_topics")}
OLD = {path: APP.format(*words).encode() for path, words in NAMES.items()}
NEW = {path: REPAIRED.format(*words).encode() for path, words in NAMES.items()}
TOGETHER = [Rewrite(path, OLD[path], NEW[path], ("one fix", path)) for path in NAMES]
LIMIT = 60.0


Fork = Callable[..., bool]


class WrongError(Exception):
    """Something was lost, torn, or is in the way."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--verb", choices=VERBS, required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    choice, counts = random.Random(args.seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="lambdafix-kill-") as folder:
        home = Path(folder)
        isolate(home)
        whole = max(rehearsed(args.verb, home / f"rehearsal {turn}") for turn in range(2))
        number = 0
        while counts["killed"] < args.kills:
            number += 1
            project = made(home / f"{number}")
            moment, group = choice.triangular(0, whole, 0.8 * whole), choice.random() < 0.5
            try:
                killed = VERBS[args.verb](project, killing(moment, group))
                counts["killed" if killed else "too late"] += 1
                whole *= 1.0 if killed else 0.93  # most kills should hit
                counts.update(checked(project, args.verb))
            except WrongError as error:
                print(f"{args.verb}, seed {args.seed}, round {number}, {moment:.3f} s: {error}", file=sys.stderr)
                return 1
            subprocess.run(["rm", "-rf", str(project)], check=True)
    print(json.dumps({"verb": args.verb, **counts}))
    return 0


def rehearsed(verb: str, folder: Path) -> float:
    """How long the child takes, in seconds, and that it does what is to be interrupted."""
    took = 0.0

    def timed(act: Callable[[], object], keys: bytes = b"") -> bool:
        nonlocal took
        began = time.monotonic()
        killed = forked(act, keys=keys)
        took = time.monotonic() - began
        return killed

    project = made(folder)
    if VERBS[verb](project, timed):
        raise WrongError("the rehearsal does not end")
    wanted = OLD if verb == "undo" else NEW
    if any((project / path).read_bytes() != content for path, content in wanted.items()):
        raise WrongError("the rehearsal does not do its work")
    return took


def killing(moment: float, group: bool) -> Fork:
    def fork(act: Callable[[], object], keys: bytes = b"") -> bool:
        return forked(act, moment, group, keys)

    return fork


def isolate(home: Path) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"
    )
    os.environ |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "TERM": "dumb"}


def made(project: Path) -> Path:
    project.mkdir()
    for path, content in OLD.items():
        (project / path).write_bytes(content)
    git(project, "init", "-q", ".")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "work")
    os.link(project / "linked.py", project.parent / f"{project.name}-other-name")
    return project


def git(project: Path, *arguments: str) -> str:
    run = subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False)
    if run.returncode:
        raise WrongError(f"git {arguments[0]}: {run.stderr.strip()}")
    return run.stdout


def forked(act: Callable[[], object], moment: float = LIMIT, group: bool = False, keys: bytes = b"") -> bool:
    """Do `act` in a child, at a terminal where `keys` are typed; whether it was killed after `moment` seconds."""
    child, terminal = pty.fork()
    if child == 0:
        try:
            sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate("rww"))
            act()
        finally:
            os._exit(0)
    os.write(terminal, keys)
    os.set_blocking(terminal, False)
    deadline = time.monotonic() + moment
    while time.monotonic() < deadline:
        drained(terminal)
        ended, _ = os.waitpid(child, os.WNOHANG)
        if ended:
            os.close(terminal)
            return False
        time.sleep(0.002)
    with contextlib.suppress(ProcessLookupError):  # it leads no group of its own in its first moment
        if group:
            os.killpg(child, signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return True


def drained(terminal: int) -> None:
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:
        return


def run_fix(project: Path, fork: Fork) -> bool:
    return fork(lambda: working_tree.fix(project, TOGETHER))


def run_commit(project: Path, fork: Fork) -> bool:
    return fork(lambda: command(project, "fix", "--commit", "--commit-per", "file"))


def run_undo(project: Path, fork: Fork) -> bool:
    working_tree.fix(project, TOGETHER)
    return fork(lambda: undo.undo(project))


def run_review(project: Path, fork: Fork) -> bool:
    (project.parent / f"{project.name}-other-name").unlink()
    return fork(lambda: command(project, "review", "--plain"), keys=b"yyyq")


VERBS: dict[str, Callable[[Path, Fork], bool]] = {
    "fix": run_fix,
    "commit": run_commit,
    "undo": run_undo,
    "review": run_review,
}


def command(project: Path, *arguments: str) -> int:
    os.chdir(project)
    return cli.main([*arguments, "--jobs", "1"] if arguments[0] != "undo" else list(arguments))


def checked(project: Path, verb: str) -> Counter[str]:
    """What was found. Raises `WrongError`."""
    counts = Counter[str]()
    for path in ("a.py", "b.py"):
        if (project / path).read_bytes() not in (OLD[path], NEW[path]):
            raise WrongError(f"{path} is torn")
    for lock in (project / ".git").glob("*.lock"):
        counts[f"git's own {lock.name}"] += 1  # of the user's own `git commit`, which git tells how to remove
        lock.unlink()
    told = list(write.take_over(project))
    counts["told of"] += bool(told)
    states = {(project / path).read_bytes() == NEW[path] for path in NAMES}
    if any((project / path).read_bytes() not in (OLD[path], NEW[path]) for path in NAMES):
        raise WrongError("a file is torn after recovery")
    if verb in ("fix", "undo") and len(states) > 1:
        raise WrongError("half of a fix is left")
    counts["written" if states == {True} else "not written" if states == {False} else "partly written"] += 1
    once_more(project, verb)
    leftovers(project)
    return counts


def once_more(project: Path, verb: str) -> None:
    """The next run ends the work, and all of it can be taken back."""
    if verb == "commit":
        if forked(lambda: command(project, "fix", "--commit", "--commit-per", "file")):
            raise WrongError("the next run does not end")
    else:
        left = [rewrite for rewrite in TOGETHER if (project / rewrite.path).read_bytes() == rewrite.before]
        if left and len(working_tree.fix(project, left, allow_dirty=True).written) != len(left):
            raise WrongError("the next run does not write")
    while runs := undo.listed(project):
        # unless told which, it names the revert where the latest is a commit
        undone = undo.undo(project, runs[0].number if verb == "commit" else None)
        if undone.refused or len(undo.listed(project)) == len(runs):
            raise WrongError(f"undo leaves {undone.refused}")
    wrong = [path for path in NAMES if (project / path).read_bytes() != OLD[path]]
    if wrong and verb != "commit":
        raise WrongError(f"{wrong} not as before after undo")
    if any((project / path).read_bytes() not in (OLD[path], NEW[path]) for path in NAMES):
        raise WrongError("a file is torn after undo")


def leftovers(project: Path) -> None:
    ours = [*project.rglob(".lambdafix-*"), *(project / ".git").rglob("lambdafix/**/*.lock")]
    ours += [*(project / ".git/lambdafix").glob("*.tmp"), *(project / ".git/lambdafix").glob("writing*")]
    if ours:
        raise WrongError(f"left over: {[str(path.relative_to(project)) for path in ours]}")
    if state.killed(state.locate(project)):
        raise WrongError("the lock is signed by nobody who runs")
    git(project, "fsck", "--connectivity-only")
    git(project, "status", "--porcelain")


if __name__ == "__main__":
    sys.exit(main())
