"""How git is called on a repository that may be hostile: nothing that its configuration names is executed.

The one place that says so, for every call but the commits that the user asks for. https://git-scm.com/docs/git#_environment_variables
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lambdafix.errors import UsageError

OLDEST = "2.31"
"""The oldest git that is supported: it is the first to take configuration from GIT_CONFIG_COUNT."""

NEUTRAL = (
    ("core.fsmonitor", "false"),
    ("core.hooksPath", os.devnull),
    ("core.pager", "cat"),
    ("core.alternateRefsCommand", ""),
    ("core.sshCommand", "false"),
    ("core.quotePath", "false"),
    ("credential.helper", ""),
    ("diff.external", ""),
    ("log.showSignature", "false"),
    ("protocol.allow", "never"),
    ("protocol.ext.allow", "never"),
    ("protocol.file.allow", "never"),
    ("core.splitIndex", "false"),
)
"""Overrides the repository's configuration. Given as arguments, which every git understands."""

MARK = "lambdafix.neutral"
"""A key that is read back only by a git that takes configuration from the environment."""

PATIENCE_SECONDS = 1.0
"""How long git may be silent before we look for what it may be waiting for."""
LIMIT_SECONDS = 300.0
"""How long git may take to read."""
_READ_BY_GIT = frozenset({".gitignore", ".gitattributes", ".gitmodules", ".mailmap"})

_READING = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_KEPT = ("GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")


def command(root: os.PathLike[str], arguments: Sequence[str]) -> list[str]:
    """The argument list of a git command in `root`."""
    neutral = [part for key, value in NEUTRAL for part in ("-c", f"{key}={value}")]
    return ["git", "-C", os.fspath(root), "--no-pager", *neutral, *arguments]


def variables(further: Sequence[str] = ()) -> dict[str, str]:
    """The variables to set: what the caller configured by GIT_CONFIG_COUNT (CI's safe.directory), then the keys
    `further` emptied, then what keeps git to reading.

    Raises `UsageError` where GIT_CONFIG_COUNT is no number.
    """
    given = os.environ.get("GIT_CONFIG_COUNT") or "0"
    if not (given.isascii() and given.isdecimal()):
        raise UsageError(f"GIT_CONFIG_COUNT is {given!r} and wants a number; unset it")
    pairs = [*((key, "") for key in further), (MARK, "true")]
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"))
    }
    for number, (key, value) in enumerate(pairs, start=int(given)):
        kept |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return {**_READING, **kept, "GIT_CONFIG_COUNT": str(int(given) + len(pairs))}


def stray() -> tuple[str, ...]:
    """The variables to unset: a hook's caller points them to another repository, index, or way of reading paths."""
    return tuple(name for name in os.environ if name.startswith("GIT_") and name not in _KEPT)


def environment() -> Mapping[str, str]:
    """The whole environment. Raises `UsageError`."""
    unset = frozenset(stray())
    return {name: value for name, value in os.environ.items() if name not in unset} | variables()


def answered(process: subprocess.Popen[bytes], root: Path, given: bytes | None = None) -> tuple[bytes, bytes]:
    """What a git command in `root` prints, and its complaints; `given` goes to its stdin.

    Raises `UsageError` where it waits for what never comes, and ends it.
    """
    try:
        return process.communicate(given, timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        try:
            if endless := next(_endless(root), None):
                raise UsageError(f"{endless} is no regular file, and git waits to read it; remove it") from None
            return process.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            raise UsageError(f"git has not answered for {LIMIT_SECONDS:.0f} seconds; does git status?") from None
        finally:
            process.kill()
            process.wait()


def _endless(root: Path) -> Iterator[Path]:
    """What git reads around `root` and no reading of comes to an end: named pipes, devices."""
    top = next((folder for folder in (root, *root.parents) if _is_there(folder / ".git")), root)
    for folder, folders, names in os.walk(top):
        of_git = Path(folder).relative_to(top).parts[:1] == (".git",)
        if of_git and "objects" in folders:
            folders.remove("objects")
        for name in names:
            if (of_git or name in _READ_BY_GIT or name == ".git") and _is_endless(Path(folder, name)):
                yield Path(folder, name)


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)


def _is_endless(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
