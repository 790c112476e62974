"""The names of a project's files: from git where there is a work tree, else by walking with the ignore files honoured.

Git runs as `hardened` has it.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix import hardened, regular
from lambdafix.errors import UsageError
from lambdafix.model import Skipped

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_SYMLINK, _SUBMODULE = "120000", "160000"
_NEVER_WALKED = frozenset({".git", ".hg", ".svn", "__pycache__"})


@dataclass(slots=True)
class Listing:
    """Names relative to the root, POSIX, undecodable bytes as surrogates (`os.fsdecode`)."""

    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Symbolic links, to files or folders; never followed."""
    skipped: list[Skipped] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """What an ignore file keeps out: files, and folders by their own name and "/" where all in them is ignored."""
    in_git: bool = False


def list_files(root: Path, *, with_ignored: bool = False) -> Listing:
    """Every file under `root` that is not ignored; `with_ignored` names those that are, too."""
    if not _in_work_tree(root):
        return _walk(root)
    try:
        return _from_git(root, with_ignored)
    except (OSError, UsageError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace").strip()
        listing = _walk(root)
        reason = (said.splitlines() or [str(error)])[0]
        listing.skipped.append(Skipped(".git", f"git could not list the files, so the folder was walked: {reason}"))
        return listing


def git(root: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """The output of a git command in `root`. Raises OSError, `UsageError` or `subprocess.CalledProcessError`."""
    command, environment = hardened.command(root, arguments), hardened.environment()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment) as process:
        out, err = hardened.answered(process, root, stdin)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, out, err)
    return out


def _in_work_tree(root: Path) -> bool:
    return any(regular.exists(folder / ".git") for folder in (root, *root.parents))


def _from_git(root: Path, with_ignored: bool) -> Listing:
    listing = Listing(in_git=True)
    if with_ignored:
        options = ("--others", "--ignored", "--exclude-standard", "--directory", "-z")
        named = sorted(os.fsdecode(git(root, "ls-files", *options)).split("\0")[:-1])
        # git also names a folder of which it ignores only all that is in it
        listing.ignored += [
            name
            for name, following in zip_longest(named, named[1:], fillvalue="")
            if not (name.endswith("/") and following.startswith(name))
        ]
    submodules, absent = [], 0
    known: set[str] = set()
    for entry in os.fsdecode(git(root, "ls-files", "-s", "-t", "-z")).split("\0")[:-1]:
        head, _, name = entry.partition("\t")
        if name in known:  # an unmerged file has an entry for each side
            continue
        known.add(name)
        mode = head[2:8]
        if head[0] == "S" and not regular.exists(root / name):
            absent += 1
        elif mode == _SUBMODULE:
            submodules.append(name)
        elif mode == _SYMLINK:
            listing.links.append(name)
        else:
            listing.files.append(name)
    for name in os.fsdecode(git(root, "ls-files", "-o", "--exclude-standard", "-z")).split("\0")[:-1]:
        if name.endswith("/"):
            submodules.append(name.rstrip("/"))
        else:
            listing.files.append(name)
    listing.skipped += [
        Skipped(name, "a repository of its own (submodule); run lambdafix in it") for name in submodules
    ]
    if absent:
        listing.skipped.append(Skipped("", f"{absent} files are left out of the sparse checkout"))
    return listing


def _walk(root: Path) -> Listing:
    listing = Listing()
    pending: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]] = [("", ())]
    while pending:
        folder, specs = pending.pop()
        try:
            with os.scandir(root / folder if folder else root) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            listing.skipped.append(Skipped(folder or ".", f"folder cannot be read: {error.strerror}"))
            continue
        if any(entry.name == ".gitignore" and entry.is_file() for entry in entries):
            specs = _with_ignore_file(root, folder, specs)
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name in _NEVER_WALKED:
                continue
            if _ignored(name, is_folder, specs):
                listing.ignored.append(f"{name}/" if is_folder else name)
            elif entry.is_symlink():
                listing.links.append(name)
            elif is_folder:
                pending.append((name, specs))
            elif entry.is_file(follow_symlinks=False):
                listing.files.append(name)
    return listing


def _with_ignore_file(
    root: Path, folder: str, specs: tuple[tuple[str, GitIgnoreSpec], ...]
) -> tuple[tuple[str, GitIgnoreSpec], ...]:
    from pathspec import GitIgnoreSpec

    try:
        lines = regular.read(root / folder / ".gitignore").decode("utf-8", "replace").splitlines()
    except OSError:  # git ignores an ignore file that it cannot read
        return specs
    return (*specs, (f"{folder}/" if folder else "", GitIgnoreSpec.from_lines(filter(_is_pattern, lines))))


def _is_pattern(line: str) -> bool:
    """Whether the line of an ignore file can be parsed; git passes over one that cannot."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def _ignored(name: str, is_folder: bool, specs: Sequence[tuple[str, GitIgnoreSpec]]) -> bool:
    """As git decides: the nearest ignore file that says anything of the name has the last word."""
    for prefix, spec in reversed(specs):
        answer = spec.check_file(name[len(prefix) :] + ("/" if is_folder else "")).include
        if answer is not None:
            return answer
    return False


def generated(root: Path, names: Iterable[str]) -> dict[str, str]:
    """Of `names`, those that `.gitattributes` calls generated or keeps in LFS: name -> "generated" or "lfs"."""
    listed = "\0".join(names)
    if not listed:
        return {}
    raw = git(root, "check-attr", "-z", "--stdin", "linguist-generated", "filter", stdin=os.fsencode(listed + "\0"))
    fields = os.fsdecode(raw).split("\0")
    found = {}
    for name, attribute, value in zip(fields[0::3], fields[1::3], fields[2::3], strict=False):
        if attribute == "filter" and value == "lfs":
            found[name] = "lfs"
        elif attribute == "linguist-generated" and value in ("set", "true"):
            found.setdefault(name, "generated")
    return found


def has_attributes(root: Path, files: Iterable[str]) -> bool:
    """Whether any `.gitattributes` can bear on the files under `root`."""
    if any(name == ".gitattributes" or name.endswith("/.gitattributes") for name in files):
        return True
    for folder in root.parents:
        if regular.exists(folder / ".git") or regular.exists(folder / ".gitattributes"):
            return regular.exists(folder / ".gitattributes")
    return False
