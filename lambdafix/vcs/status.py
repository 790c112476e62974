"""What git says of the files a fix would touch, and which of them must not be touched."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lambdafix import regular
from lambdafix.model import Refusal
from lambdafix.vcs import disk
from lambdafix.vcs.git import Repository, batches
from lambdafix.vcs.own_changes import only_ours

_ATTRIBUTES = ("filter", "linguist-generated", "linguist-vendored")
_ON = ("set", "true")
_ALLOW = "commit it first, or pass --allow-dirty"


@dataclass(frozen=True, slots=True)
class FileStatus:
    """One file as git sees it."""

    staged: bool = False
    """The index differs from HEAD."""
    modified: bool = False
    """The file differs from the index."""
    untracked: bool = False
    unmerged: bool = False
    ignored: bool = False
    sparse: bool = False
    """Outside of the sparse checkout, and yet on disk."""
    assumed: bool = False
    """Marked assume-unchanged, so that git does not look whether it has changed."""
    filter: str = ""
    """The `filter` attribute: the content is stored in another form ("lfs", "git-crypt")."""
    generated: bool = False
    vendored: bool = False
    nested: bool = False
    """In a submodule, or another repository inside this one."""


def guard(
    repository: Repository | None,
    root: Path,
    paths: Iterable[str],
    allow_dirty: bool = False,
    allow_ours: bool = True,
) -> dict[str, Refusal]:
    """Why each of `paths` (from `root`) must be left alone, for those that must. Outside of git nothing is.

    A file whose changes are all staged may be fixed: the index keeps the user's work, and `git diff` shows
    ours. With `allow_ours` so may one whose only other changes an earlier run wrote, and `undo` takes back.
    """
    if repository is None:
        return {}
    places = located(repository, root, paths)
    known = inspect(repository, places.values())
    if allow_ours and not allow_dirty:
        known |= _without_ours(repository, known)
    reasons = {path: refusal(known[place], path, allow_dirty) for path, place in places.items()}
    return {path: reason for path, reason in reasons.items() if reason}


def _without_ours(repository: Repository, known: Mapping[str, FileStatus]) -> dict[str, FileStatus]:
    """The status that files would have without what earlier runs wrote, where those wrote all that is modified."""
    ours = only_ours(repository, [place for place, status in known.items() if status.modified])
    return {place: replace(known[place], modified=False) for place in ours}


def located(repository: Repository, root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The path from the working tree's top of the real file behind each path from `root`, where it is in the tree."""
    top = repository.top.resolve()
    real = {path: disk.inside(root, path) for path in paths}
    return {path: place.relative_to(top).as_posix() for path, place in real.items() if isinstance(place, Path)}


def refusal(status: FileStatus, path: str, allow_dirty: bool) -> Refusal | None:
    """Why a file with this status is left alone, None where it may be fixed."""
    if status.nested:
        return Refusal("it belongs to a submodule or a nested repository", "run lambdafix there")
    if status.unmerged:
        return Refusal("it has merge conflicts", "resolve them first")
    if status.ignored:
        return Refusal("git ignores it", "fix the file it is made from")
    if status.filter == "lfs":
        return Refusal("it is stored in Git LFS")
    if status.generated or status.vendored:
        kind = "generated" if status.generated else "vendored"
        return Refusal(f".gitattributes marks it as {kind}", "fix where it comes from")
    if status.sparse:
        return Refusal("it lies outside of the sparse checkout", f"git sparse-checkout add the folder of {path}")
    return None if allow_dirty else _dirty(status, path)


def _dirty(status: FileStatus, path: str) -> Refusal | None:
    if status.untracked:
        return Refusal("it is not committed yet", _ALLOW)
    if status.modified:
        return Refusal("it has uncommitted changes", _ALLOW)
    if status.assumed:
        return Refusal(
            "it is marked assume-unchanged, so git hides its changes",
            f"git update-index --no-assume-unchanged {path}, or pass --allow-dirty",
        )
    if status.filter:
        return Refusal(
            f"git stores it through the filter '{status.filter}', which lambdafix does not run to look for changes",
            "pass --allow-dirty",
        )
    return None


def inspect(repository: Repository, places: Collection[str]) -> dict[str, FileStatus]:
    """The status of each file, paths from the working tree's top. No filter, hook or monitor is run."""
    nested = {place for place in places if _is_nested(repository.top, place)}
    own = [place for place in dict.fromkeys(places) if place not in nested]
    changes = _changes(repository, own)
    tags = _tags(repository, own)
    ignored = _ignored(repository, own)
    attributes = _attributes(repository, own)
    found = {
        place: FileStatus(
            **changes.get(place, {}),
            ignored=place in ignored,
            sparse=tags.get(place, "") in ("S", "s"),
            assumed=tags.get(place, "").islower(),
            filter=attributes[place]["filter"],
            generated=attributes[place]["linguist-generated"] in _ON,
            vendored=attributes[place]["linguist-vendored"] in _ON,
        )
        for place in own
    }
    return found | dict.fromkeys(nested, FileStatus(nested=True))


def _is_nested(top: Path, place: str) -> bool:
    return any(regular.exists(top / folder / ".git") for folder in Path(place).parents if folder != Path())


def _changes(repository: Repository, places: Sequence[str]) -> dict[str, dict[str, bool]]:
    options = ("--porcelain=v2", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
    found: dict[str, dict[str, bool]] = {}
    for batch in batches(places):
        for line in repository.ask("status", *options, "--", *batch).fields:
            kind, _, rest = line.partition(" ")
            if kind == "1":
                place = rest.split(" ", 7)[7]
                found[place] = {"staged": rest[0] != ".", "modified": rest[1] != "."}
            elif kind == "u":
                found[rest.split(" ", 9)[9]] = {"unmerged": True}
            elif kind == "?":
                found[rest] = {"untracked": True}
    return found


def _tags(repository: Repository, places: Sequence[str]) -> dict[str, str]:
    """`git ls-files -v`: S skip-worktree, lower case assume-unchanged."""
    rows = [row for batch in batches(places) for row in repository.ask("ls-files", "-v", "-z", "--", *batch).fields]
    return {row[2:]: row[0] for row in rows}


def _ignored(repository: Repository, places: Sequence[str]) -> set[str]:
    """`check-ignore` knows no literal pathspecs; a leading `./` keeps it from reading magic into a name."""
    given = _listed(f"./{place}" for place in places)
    magic = {"GIT_LITERAL_PATHSPECS": "0"}
    answer = repository.ask("check-ignore", "-z", "--stdin", stdin=given, env=magic, codes=(0, 1))
    return {field.removeprefix("./") for field in answer.fields}


def _attributes(repository: Repository, places: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """The attributes of each file, "" for one that is unspecified or unset."""
    fields = repository.ask("check-attr", "-z", "--stdin", *_ATTRIBUTES, stdin=_listed(places)).fields
    found: dict[str, dict[str, str]] = {}
    for place, name, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        found.setdefault(place, {})[name] = "" if value in ("unspecified", "unset") else value
    return found


def _listed(places: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(place) + b"\0" for place in places)
