"""Which files a run looks at: Python sources, candidate templates, and what was left out and why."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lambdafix.analysis.program.outsiders import may_use
from lambdafix.errors import UsageError
from lambdafix.model import Skipped
from lambdafix.project.listing import Listing, generated, has_attributes, list_files
from lambdafix.project.vendored import Vendored

MAX_BYTES = 5_000_000
"""A larger source or template is generated data."""

_LFS_POINTER = b"version https://git-lfs"
_TEMPLATE_ENDINGS = frozenset(("yml", "yaml", "json", "template", "tf", "tfvars", "ts", "js", "mjs", "cjs"))
_NEVER_TEMPLATE = re.compile(
    r"(?:^|/)(?:package(?:-lock)?|npm-shrinkwrap|tsconfig[^/]*|composer|Pipfile|\.eslintrc|angular|manifest)\.json$"
    r"|(?:^|/)\.github/|(?:^|/)pnpm-lock\.yaml$|\.(?:d|test|spec|min|bundle)\.[jt]s$"
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files of a project, POSIX paths relative to its root, sorted."""

    python: tuple[str, ...]
    templates: tuple[str, ...]
    """Candidates by name: templates, deployment configurations, Dockerfiles. Most JSON and YAML files are none."""
    vendored: int
    """Python files of vendored packages, not looked at."""
    vendored_folders: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    excluded: tuple[str, ...] = ()
    """Python files that the configuration excludes."""
    ignored: tuple[str, ...] = ()
    """Python files that git ignores, and folders ("build/"), which are not looked into."""
    beside: tuple[str, ...] = ()
    """Other files that may use the project's code: scripts, notebooks, examples, copied packages, ignored ones."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Symbolic links within the tree -> what they lead to; a linked file is analysed once, where it lies."""


def discover(root: Path, exclude: Sequence[str] = (), *, with_ignored: bool = False) -> Discovery:
    """The files of the project at `root`, those left out that match `exclude` (gitignore patterns from the root).

    What git ignores is named where `with_ignored` asks for it: git has to be run once more.
    Never raises for what it finds on disk.
    """
    root = root.absolute()
    listing = list_files(root, with_ignored=with_ignored)
    vendored = Vendored(root, listing.files)
    excluded = _excluder(exclude)
    python: list[str] = []
    templates: list[str] = []
    skipped = list(listing.skipped)
    links = list(listing.links)
    left_out: list[str] = []
    foreign: dict[str, int] = {}
    for name in listing.files:
        is_python = name.endswith(".py")
        if not is_python and not _may_be_template(name):
            continue
        if place := vendored.place(name):
            foreign[place] = foreign.get(place, 0) + is_python
        elif excluded(name):
            left_out += [name] if is_python else []
        else:
            kind = _kind(root, name)
            if kind == "file":
                (python if is_python else templates).append(name)
            elif kind == "link":
                links.append(name)
            elif kind:
                skipped.append(Skipped(_printable(name), kind))
    unwanted, problem = _by_attributes(root, listing, python)
    inner, outer = _resolve_links(root, links)
    return Discovery(
        tuple(sorted(name for name in python if name not in unwanted)),
        tuple(sorted(templates)),
        sum(foreign.values()),
        tuple(sorted(place for place, count in foreign.items() if count)),
        tuple(sorted({*skipped, *problem, *outer, *(Skipped(n, r) for n, r in unwanted.items())})),
        tuple(sorted(left_out)),
        tuple(sorted(filter(_may_hold_code, listing.ignored))) if with_ignored else (),
        _beside(listing, {*python} - {*unwanted}),
        inner,
    )


def _beside(listing: Listing, analysed: Container[str]) -> tuple[str, ...]:
    ignored = (name for name in listing.ignored if name.endswith(".py"))
    return tuple(sorted(name for name in (*listing.files, *ignored) if name not in analysed and may_use(name)))


def _may_hold_code(ignored: str) -> bool:
    folder = ignored.rstrip("/")
    return folder.rpartition("/")[2] != "__pycache__" if ignored.endswith("/") else ignored.endswith(".py")


def _may_be_template(name: str) -> bool:
    if name.rpartition(".")[2] not in _TEMPLATE_ENDINGS and "Dockerfile" not in name.rpartition("/")[2]:
        return False
    return not _NEVER_TEMPLATE.search(name)


def _kind(root: Path, name: str) -> str:
    """ "file", "link", why the file cannot be used, or "" where it is not on disk."""
    if not _is_utf8(name):
        return "file name is not UTF-8; rename it to have it analysed"
    try:
        found = os.lstat(f"{root}/{name}")
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if stat.S_ISLNK(found.st_mode):
        return "link"
    if not stat.S_ISREG(found.st_mode):
        return "not a regular file"
    if found.st_size > MAX_BYTES:
        return f"{found.st_size / 1e6:.1f} MB is more than the {MAX_BYTES // 1_000_000} MB that are read"
    return "file"


def _is_utf8(name: str) -> bool:
    return not any("\udc80" <= character <= "\udcff" for character in name) if not name.isascii() else True


def _printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _excluder(patterns: Sequence[str]) -> Callable[[str], bool]:
    if not patterns:
        return lambda name: False
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


def _by_attributes(root: Path, listing: Listing, python: Sequence[str]) -> tuple[dict[str, str], list[Skipped]]:
    """Generated files and LFS pointers, with the reason they are left out."""
    if not listing.in_git or not has_attributes(root, listing.files):
        return {}, []
    try:
        marked = generated(root, python)
    except (OSError, UsageError, subprocess.CalledProcessError):
        return {}, [Skipped(".gitattributes", "git could not apply it, so generated files are analysed as well")]
    unwanted = {}
    for name, kind in marked.items():
        if kind == "generated":
            unwanted[name] = "marked linguist-generated in .gitattributes"
        elif _is_lfs_pointer(root / name):
            unwanted[name] = "a Git LFS pointer; `git lfs pull` fetches the file"
    return unwanted, []


def _is_lfs_pointer(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_LFS_POINTER)) == _LFS_POINTER
    except OSError:
        return False


def _resolve_links(root: Path, names: Iterable[str]) -> tuple[dict[str, str], list[Skipped]]:
    """Links within the tree with their targets, and the others that would have held code."""
    inner, outer = {}, []
    real = os.path.realpath(root)
    for name in names:
        target = os.path.realpath(f"{root}/{name}")
        if target.startswith(real + os.sep):
            inner[name] = Path(target).relative_to(real).as_posix()
        elif name.endswith(".py") or Path(target).is_dir():
            outer.append(Skipped(_printable(name), "a symbolic link that leads out of the project"))
    return inner, outer
