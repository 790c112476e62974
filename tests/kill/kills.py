"""Kills a command at random moments, again and again, looks at what is left, and does what a user would do next.

    python tests/kill/kills.py --verb fix --kills 500 --seed 1

Each round makes a project, runs the command and kills it, alone or with the git that it started: half of the kills at
any moment, half while it holds the lock and writes, and every tenth of a command in a Python of its own. Then the user
goes on with other commands, and takes everything back. Prints one line of counts; ends with status 1 at the first thing
that is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kill.commands import Ended, Kill, WrongError, run
from support.checkout import IDENTITY

SHARED = (
    "import store\n\n\ndef handler(event, context):\n{0}    store.seen.append(event['id'])\n    return store.seen\n"
)
CLIENT = "import boto3\n{0}\n\ndef handler(event, context):\n{1}    return client.list_buckets()\n"
BUILT = "client = boto3.client('s3')\n"
TOGETHER = ("a.py", "b.py", "c.py")
"""One fix spans these; the last has another name outside of the project, so that it is written in place."""
ALONE = ("d.py", "e.py")
OLD: Mapping[str, bytes] = {
    "store.py": b"seen = []\n",
    **dict.fromkeys(TOGETHER, SHARED.format("").encode()),
    **dict.fromkeys(ALONE, CLIENT.format("", f"    {BUILT}").encode()),
}
NEW: Mapping[str, bytes] = {
    "store.py": OLD["store.py"],
    **dict.fromkeys(TOGETHER, SHARED.format("    store.seen = []\n").encode()),
    **dict.fromkeys(ALONE, CLIENT.format(f"\n{BUILT}", "").encode()),
}
_TURNS = 12
"""More commands than it takes to bring everything back."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A command that is killed, what was done before it, and the keys that are typed."""

    arguments: tuple[str, ...]
    keys: bytes = b""
    before: tuple[str, ...] = ()

    @property
    def commits(self) -> bool:
        return "--commit" in self.arguments


VERBS = {
    "fix": Verb(("fix",)),
    "undo": Verb(("undo",), before=("fix",)),
    "commit": Verb(("fix", "--commit")),
    "review": Verb(("review", "--plain"), keys=b"yyyq"),
    "verify": Verb(("fix", "--verify", "true")),
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--verb", choices=VERBS, required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        home = Path(folder)
        isolate(home)
        committed(home / "pattern")
        rounds = Rounds(VERBS[args.verb], home, random.Random(f"{args.seed} {args.verb}"))
        try:
            rounds.rehearse()
            while rounds.counts["killed"] < args.kills:
                rounds.one()
        except WrongError as error:
            print(f"{args.verb}, seed {args.seed}, round {rounds.number}, {rounds.told}: {error}", file=sys.stderr)
            return 1
    print(json.dumps({"verb": args.verb, **dict(sorted(rounds.counts.items()))}))
    return 0


def isolate(home: Path) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    (home / ".gitconfig").write_text(IDENTITY)
    (home / "tmp").mkdir()
    os.environ |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "TERM": "dumb"}
    os.environ |= {"TMPDIR": str(home / "tmp"), "COLUMNS": "200"}
    tempfile.tempdir = None


@dataclass(slots=True)
class Rounds:
    """Kills of one verb, each in a project of its own."""

    verb: Verb
    home: Path
    choice: random.Random
    number: int = 0
    told: str = "rehearsal"
    counts: Counter[str] = field(default_factory=Counter)
    _took: float = 0.0
    _wrote: float = 0.0

    def rehearse(self) -> None:
        """Measure how long the command takes and how long it holds the lock; see that it does its work."""
        for _ in range(3):  # the first loads what the others have
            project = self._prepared()
            ended = expect(project, self.verb.arguments, keys=self.verb.keys)
            if contents(project) != (NEW if self.verb.arguments[0] != "undo" else OLD):
                raise WrongError(f"the rehearsal does not do its work: {ended.words}")
            if ended.locked is None:
                raise WrongError("nobody saw the lock")
            self._took, self._wrote = ended.took, ended.took - ended.locked
            self._swept(project)

    def one(self) -> None:
        project = self._prepared()
        kill, cold = self._kill(), self.number % 10 == 0
        self.told = f"{kill}{', cold' if cold else ''}"
        ended = run(project, self.verb.arguments, self.verb.keys, kill, cold)
        if not ended.killed:
            self.counts["too late"] += 1
            self._took, self._wrote = self._took * 0.95, self._wrote * 0.95  # most kills should hit
        else:
            self.counts["killed"] += 1
            self.counts["killed while it held the lock"] += ended.locked is not None
            self.counts["killed cold"] += cold
            self.counts.update(After(project, self.verb, self.choice, seen(ended)).looked_at())
        self._swept(project)

    def _prepared(self) -> Path:
        self.number += 1
        project = made(self.home / "pattern", self.home / str(self.number))
        if self.verb.before:
            expect(project, self.verb.before)
        return project

    def _kill(self) -> Kill:
        once_locked = self.choice.random() < 0.5
        latest = self._wrote if once_locked else self._took
        return Kill(self.choice.uniform(0, latest), once_locked, self.choice.random() < 0.5)

    def _swept(self, project: Path) -> None:
        shutil.rmtree(project)
        other_name(project).unlink()


@dataclass(frozen=True, slots=True)
class After:
    """What a user finds and does in `project` after a kill, `accepted` fixes accepted in sight of them."""

    project: Path
    verb: Verb
    choice: random.Random
    accepted: int

    def looked_at(self) -> Counter[str]:
        """What was found. Raises `WrongError`."""
        counts = Counter[str]()
        now = contents(self.project)
        torn = [path for path in now if now[path] not in (OLD[path], NEW[path]) and path != TOGETHER[-1]]
        if torn:
            raise WrongError(f"{torn} torn")
        counts.update(self._git_is_freed())
        told = self._go_on()
        counts["told of"] += "was killed" in told or "was interrupted" in told
        self._take_all_back()
        counts.update(self._leftovers())
        return counts

    def _git_is_freed(self) -> Counter[str]:
        """Remove the locks of a killed `git commit`, which git says how to do; ours must not pass them over."""
        locks = [lock for lock in (self.project / ".git").rglob("*.lock") if "lambdafix" not in lock.parts]
        if any(lock.name == "index.lock" for lock in locks):
            before = contents(self.project)
            refused = run(self.project, self.verb.arguments, self.verb.keys)
            all_done = refused.status == 0 and before == NEW
            if not all_done and (refused.status != 2 or ".lock" not in refused.said):
                raise WrongError(f"git's lock is not told of: {refused.status} {refused.words}")
            half = {path: {text, before[path]} for path, text in contents(self.project).items()}
            if any(len(versions - {OLD[path], NEW[path]}) for path, versions in half.items() if path != TOGETHER[-1]):
                raise WrongError("files torn while git is locked")
        for lock in locks:
            lock.unlink()
        return Counter(f"git's {lock.name}" for lock in locks)

    def _go_on(self) -> str:
        """Do the same again or take it back; either ends, leaves no half of a fix, and keeps what was accepted."""
        if self.verb.arguments[0] == "review":
            ended = run(self.project, (*self.verb.arguments, "--resume"), b"q")
            self._whole()
            if fixes_in(self.project) < self.accepted:
                raise WrongError(f"{self.accepted} accepted, {fixes_in(self.project)} in the files: {ended.words}")
            return ended.said
        if self.verb.arguments[0] != "undo" and self.choice.random() < 0.5:
            return ""  # the user takes it back at once
        ended = run(self.project, self.verb.arguments)
        self._whole()
        if ended.status not in (0, 2) or "Traceback" in ended.said:
            raise WrongError(f"the next run ends with {ended.status}: {ended.words}")
        if self.verb.arguments[0] == "fix" and contents(self.project) != NEW:
            raise WrongError(f"the next run leaves fixes: {ended.words}")
        return ended.said

    def _take_all_back(self) -> None:
        """Follow what `undo` says until there is nothing to undo: all is as before."""
        for _ in range(_TURNS):
            ended = run(self.project, ("undo",))
            self._whole()
            if ended.status == 0:
                continue
            if "there is nothing to undo" in ended.words:
                break
            self._follow(ended)
        else:
            raise WrongError(f"undo comes to no end: {ended.words}")
        if contents(self.project) != OLD:
            raise WrongError(f"not as before after undo: {ended.words}")

    def _follow(self, refused: Ended) -> None:
        told = re.search(
            r"to take them back: (?:(git reset -q -- [^&]+) && )?(git revert [\w^.]+)"
            r"(?:; lambdafix undo (\d+) takes back)?",
            refused.words,
        )
        if told is None or not self.verb.commits:
            raise WrongError(f"undo ends with {refused.status}: {refused.words}")
        if told[3]:
            expect(self.project, ("undo", told[3]))
            return
        if told[1]:
            git(self.project, *shlex.split(told[1])[1:])
        git(self.project, *shlex.split(told[2])[1:], "--no-edit")

    def _whole(self) -> None:
        """Every file is of one version, and the fix over several is in all of them or in none."""
        now = contents(self.project)
        wrong = [path for path in now if now[path] not in (OLD[path], NEW[path])]
        if wrong:
            raise WrongError(f"{wrong} torn after the next run")
        if len({now[path] == NEW[path] for path in TOGETHER}) > 1:
            raise WrongError("half of a fix is left")

    def _leftovers(self) -> Counter[str]:
        folder = self.project / ".git/lambdafix"
        ours = [*self.project.rglob(".lambdafix-*"), *folder.rglob("*.lock"), *folder.glob("writing*")]
        ours += [*folder.rglob("*.tmp"), *(self.project / ".git/refs").rglob("*.lock")]
        if ours:
            raise WrongError(f"left over: {[str(path.relative_to(self.project)) for path in ours]}")
        if (folder / "lock").exists() and (folder / "lock").read_bytes():
            raise WrongError("the lock is signed by nobody who runs")
        if not self.verb.commits and other_name(self.project).read_bytes() != OLD[TOGETHER[-1]]:  # git replaces files
            raise WrongError("the file's other name is another file now")
        if "--verify" in self.verb.arguments:
            expect(self.project, self.verb.arguments)  # which removes the worktree of the killed one
        if list((self.project / ".git").glob("worktrees/*")):
            raise WrongError("a worktree is left")
        if self.verb.commits:
            git(self.project, "fsck", "--connectivity-only")
        left = list(Path(tempfile.gettempdir()).glob("lambdafix*"))
        for path in left:
            shutil.rmtree(path)
        return Counter({"a folder left in the system's temporary one": len(left)} if left else {})


def committed(project: Path) -> Path:
    """What every project is a copy of."""
    project.mkdir()
    for path, content in OLD.items():
        (project / path).write_bytes(content)
    git(project, "init", "-q", "--template=", ".")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "work")
    return project


def made(pattern: Path, project: Path) -> Path:
    shutil.copytree(pattern, project)
    git(project, "update-index", "-q", "--refresh")  # the copies are other files
    os.link(project / TOGETHER[-1], other_name(project))
    return project


def other_name(project: Path) -> Path:
    return project.with_name(f"{project.name}-other-name")


def contents(project: Path) -> dict[str, bytes]:
    return {path: (project / path).read_bytes() for path in OLD}


def fixes_in(project: Path) -> int:
    now = contents(project)
    return sum(now[path] == NEW[path] for path in (TOGETHER[0], *ALONE))


def seen(killed: Ended) -> int:
    """How many decisions the screen told of."""
    return len(re.findall(r"^accepted: ", killed.said, re.MULTILINE))


def expect(project: Path, arguments: tuple[str, ...], keys: bytes = b"") -> Ended:
    ended = run(project, arguments, keys)
    if ended.status != 0:
        raise WrongError(f"{' '.join(arguments)} ends with {ended.status}: {ended.words}")
    return ended


def git(project: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WrongError(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
