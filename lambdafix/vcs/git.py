"""Git, called by argument list and never through a shell. The only module that imports GitPython.

Two ways to call: `Repository.ask` reads and writes objects and refs with everything neutralised that a
repository's configuration could run (fsmonitor, hooks, filters, external diffs, pagers); `Repository.as_user`
is the user's own git, with their hooks and signing, for the commits they asked for. Paths go in and come out
NUL-separated and literal.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdafix import hardened, regular
from lambdafix.errors import UsageError

Environment = Mapping[str, str]

_REPOSITORY_VARIABLES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
_PATHSPEC_VARIABLES = (
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
_ARGUMENT_BYTES = 100_000
"""Well under Linux's 128 KiB for one argument and macOS's 1 MiB for all of them."""


class GitError(UsageError):
    """Git cannot do what is needed here. The message says what and, where known, the way out."""


class GitMissingError(GitError):
    """There is no git to run."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a git command returned: exit status, standard output, standard error."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """The output without its final line feed."""
        return os.fsdecode(self.out.removesuffix(b"\n"))

    @property
    def fields(self) -> list[str]:
        """The output of a `-z` command."""
        return [os.fsdecode(field) for field in self.out.split(b"\0")[:-1]]


@dataclass(frozen=True, slots=True)
class Repository:
    """A working tree and its repository.

    `top` is the working tree's folder and `folder` its git directory (a linked worktree has one of its own),
    both absolute.
    """

    top: Path
    folder: Path
    filters: tuple[str, ...] = ()
    """Keys of its configuration that name programs, emptied while reading."""
    index: str = ""
    """The index a hook's caller set in GIT_INDEX_FILE, where that is one of this repository's; "" for the usual one."""

    def ask(
        self, *arguments: str, stdin: bytes = b"", env: Environment | None = None, codes: Sequence[int] = (0,)
    ) -> Answer:
        """Run plumbing at the top of the working tree, nothing of the repository's configuration executed.

        Raises `GitError` where the exit status is not one of `codes`.
        """
        index = {"GIT_INDEX_FILE": self.index} if self.index else {}
        answer = _read(self.top, arguments, stdin, self.filters, index | dict(env or {}))
        if answer.code not in codes:
            raise GitError(f"git {arguments[0]} failed: {answer.err.strip() or f'exit status {answer.code}'}")
        return answer

    def as_user(self, *arguments: str, stdin: bytes = b"", env: Environment | None = None) -> Answer:
        """Run git as the user would at the top of the working tree: configuration, hooks, signing, locale.
        Never raises on status.
        """
        unset = (*_REPOSITORY_VARIABLES, *_PATHSPEC_VARIABLES)
        locale = {name: os.environ[name] for name in ("LC_ALL", "LANGUAGE") if name in os.environ}
        forced = tuple(name for name in ("LC_ALL", "LANGUAGE") if name not in os.environ)
        command = ["git", "-C", str(self.top), "--no-pager", *arguments]
        return _run(command, stdin, locale | dict(env or {}), (*(n for n in unset if n in os.environ), *forced))

    def git_path(self, name: str) -> Path:
        """Where a file of the git directory lies for this worktree; some are shared with the main one."""
        return self.top / self.ask("rev-parse", "--git-path", name).text

    def blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """The contents of blobs by name, exact: no filter is run. Raises `GitError` for one that is missing."""
        wanted = list(dict.fromkeys(names))
        out = self.ask("cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted).encode()).out
        blobs, at = {}, 0
        for name in wanted:
            end = out.index(b"\n", at)
            if out[at:end].endswith(b" missing"):
                raise GitError(f"the object {name} is not here (a partial clone?); git fetch --refetch brings it")
            size = int(out[at:end].split()[2])
            blobs[name] = out[end + 1 : end + 1 + size]
            at = end + size + 2
        return blobs


def find(root: Path) -> Repository | None:
    """The repository whose working tree holds the folder `root`, None outside of any.

    Raises `GitError` where there is one that cannot be used: bare, owned by somebody else, damaged, or git is
    missing.
    """
    root = root.absolute()
    try:
        inside = _query(root, "--is-inside-work-tree")
    except GitMissingError:
        if any(regular.exists(folder / ".git") for folder in (root, *root.parents)):
            raise
        inside = None
    if inside is None:
        if dot := _unusable(root):
            raise GitError(f"{dot} is there, and git finds no repository in it; repair it, or move it away")
        return None
    if inside != "true":
        bare = _query(root, "--is-bare-repository") == "true"
        kind = "a bare repository, which has no files to work on; clone it first" if bare else "inside a git directory"
        raise GitError(f"{root} is {kind}")
    top, folder = _query(root, "--show-toplevel"), _query(root, "--absolute-git-dir")
    assert top is not None
    assert folder is not None
    return Repository(Path(top), Path(folder), _filters(root), _callers_index(Path(folder)))


def _unusable(root: Path) -> Path | None:
    """A `.git` around `root` that git passed over. Git looks no further than the file system that `root` lies on."""
    device = root.stat().st_dev
    around = (folder / ".git" for folder in (root, *root.parents) if folder.stat().st_dev == device)
    return next((dot for dot in around if regular.exists(dot)), None)


def own_setting(root: Path, key: str) -> str:
    """What the user has set for themselves, "" where nothing: a repository's configuration is not asked."""
    for scope in ("--global", "--system"):
        answer = _read(root, ("config", scope, "--get", key))
        if answer.code == 0 and answer.text:
            return answer.text
    return ""


def batches(paths: Iterable[str]) -> Iterator[list[str]]:
    """`paths` in groups that fit on a command line."""
    batch: list[str] = []
    size = 0
    for path in paths:
        length = len(os.fsencode(path)) + 1
        if batch and size + length > _ARGUMENT_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += length
    if batch:
        yield batch


def merge_file(current: Path, base: Path, other: Path) -> Answer:
    """Merge three files as `git merge-file` does, the result in `out`. `code` counts conflicts; 255 where it
    cannot be done.
    """
    arguments = ("merge-file", "-p", "-L", "yours", "-L", "fixed", "-L", "before the fix", "--")
    names = (str(current), str(base), str(other))
    return _read(current.parent, (*arguments, *names))


def _query(root: Path, question: str) -> str | None:
    answer = _read(root, ("rev-parse", question))
    if answer.code == 0:
        return answer.text
    if "not a git repository (or any" in answer.err:
        return None
    if "dubious ownership" in answer.err:
        raise GitError(
            f"{root} belongs to another user, so git refuses to read its repository; if you trust it: "
            f"git config --global --add safe.directory {root}"
        )
    raise GitError(f"git cannot read the repository of {root}: {answer.err.strip()}")


def _filters(root: Path) -> tuple[str, ...]:
    """Configuration keys that would run a program when git compares a file's content.

    Raises `GitError` where git is too old to have them emptied.
    """
    pattern = rf"^(filter\..*\.(clean|smudge|process|required)|{re.escape(hardened.MARK)})$"
    found = _read(root, ("config", "-z", "--name-only", "--get-regexp", pattern)).fields
    if hardened.MARK not in found:
        version = _read(root, ("version",)).text
        raise GitError(f"{version} is older than {hardened.OLDEST}, the oldest that lambdafix works with; update git")
    return tuple(dict.fromkeys(key for key in found if key != hardened.MARK))


def _callers_index(folder: Path) -> str:
    """GIT_INDEX_FILE of the hook we run in, ignored where it belongs to another repository."""
    named = os.environ.get("GIT_INDEX_FILE", "")
    index = Path(named).absolute() if named else None
    return str(index) if index and index.is_file() and index.resolve().is_relative_to(folder.resolve()) else ""


_MISSING = "git is not installed, or not on the PATH"


def _read(
    root: Path,
    arguments: Sequence[str],
    stdin: bytes = b"",
    filters: Sequence[str] = (),
    env: Environment | None = None,
) -> Answer:
    """Run git in `root` with nothing of the repository's configuration executed."""
    variables = hardened.variables(filters) | dict(env or {})
    return _run(hardened.command(root, arguments), stdin, variables, hardened.stray(), reading=root)


def _run(
    given_command: Sequence[str], stdin: bytes, env: Environment, unset: Sequence[str], reading: Path | None = None
) -> Answer:
    """Run git. GitPython only adds to the environment, so names in `unset` go through env(1).

    Where git only reads, `reading` is the folder that it is run in, and it is not waited for without end.
    """
    try:
        import git
    except ModuleNotFoundError:
        raise
    except ImportError as error:  # GitPython looks for the program while it is imported
        raise GitMissingError(_MISSING) from error
    gone = [part for name in unset if name not in env for part in ("-u", name)]
    command = [*(["env", *gone] if gone else []), *given_command]
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        try:
            # held while it runs: GitPython ends a process that nobody holds
            running = git.Git().execute(command, istream=given, env=dict(env), as_process=True)
        except git.GitCommandNotFound as error:
            raise GitMissingError(_MISSING) from error
        process = running.proc
        assert process is not None
        try:
            out, err = hardened.answered(process, reading) if reading else process.communicate()
        except UsageError as error:
            raise GitError(str(error)) from error
    return Answer(process.returncode, out, err.decode("utf-8", "surrogateescape"))
