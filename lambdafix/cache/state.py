"""What an answer hangs on: this program, what was asked of it, and every file that it reads for the answer."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lambdafix import regular
from lambdafix.engine import Request
from lambdafix.project.files import Discovery
from lambdafix.rules.table import bundled_folder

_METADATA = "-info"
"""Ends the name of a folder, or file, that tells of a distribution."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The digest of each file by its path; for one that cannot be read, why."""

    digests: Mapping[str, bytes]

    @classmethod
    def of(cls, root: Path, paths: Iterable[str], overlay: Mapping[str, bytes]) -> Contents:
        return cls({path: _content(root, path, overlay) for path in paths})

    def digest(self) -> str:
        return _digest(f"{len(path)} {path}".encode("utf-8", "surrogateescape") + d for path, d in self.digests.items())


def _content(root: Path, path: str, overlay: Mapping[str, bytes]) -> bytes:
    """A folder, whose path ends in "/", by the names in it."""
    held = overlay.get(path)
    try:
        if path.endswith("/"):
            names = sorted(os.fsencode(one.name) for one in Path(f"{root}/{path}").iterdir())
            return hashlib.sha256(b"\0".join(names)).digest()
        return hashlib.sha256(held if held is not None else regular.read(f"{root}/{path}")).digest()
    except OSError as error:
        return f"unreadable {error.errno} {error.strerror}".encode()


def are_older(root: Path, paths: Iterable[str], moment: int) -> bool:
    """Whether nothing at these paths changed from `moment` on (nanoseconds since the epoch)."""
    return all(_changed(f"{root}/{path}".rstrip("/")) < moment for path in paths)


def _changed(path: str) -> int:
    """When a file, or what a link leads to, was last changed; of one that is not there, the folder that may tell."""
    times = list[int]()
    for follow in (False, True):
        with contextlib.suppress(OSError):
            times.append(Path(path).stat(follow_symlinks=follow).st_ctime_ns)
    if len(times) < 2 and (folder := os.path.dirname(path)) != path:  # noqa: PTH120 - a text
        times.append(_changed(folder))
    return max(times)


def question(request: Request, scope: str) -> str:
    """The digest of what is asked, and of the program that is asked it. `scope` says what `request.keep` keeps."""
    config = replace(request.config, output_format="", verify=())  # reports and tests, for others to see to
    overlay = {path: hashlib.sha256(raw).hexdigest() for path, raw in sorted(request.overlay.items())}
    asked = (
        str(request.root),
        config,
        [codemod.code for codemod in request.codemods],
        sorted(request.rules.items()),
        request.paths,
        overlay,
        request.rewrites,
        request.with_ignored,
        request.hold is not None,
        scope,
    )
    return _digest((program(), repr(asked).encode("utf-8", "backslashreplace")))


def state(discovery: Discovery, contents: Contents) -> str:
    """The digest of the project as the run finds it."""
    return _digest((repr(discovery).encode("utf-8", "backslashreplace"), contents.digest().encode()))


def program() -> bytes:
    """The digest of this program's source and tables, the Python that runs it, and what is installed beside it."""
    package = Path(__file__).parent.parent
    files = sorted({*package.rglob("*.py"), *package.rglob("*.txt"), *bundled_folder().glob("*.py")})
    source = (f"{path}\0".encode("utf-8", "surrogateescape") + path.read_bytes() for path in files)
    about = (sys.version, sys.getrecursionlimit(), _installed())
    return _digest((repr(about).encode("utf-8", "backslashreplace"), *source)).encode()


def _installed() -> list[tuple[str, int, int]]:
    """What tells which distributions there are, in which versions, and what each has and requires: name, size and time
    of the last change of "libcst-1.8.6.dist-info" and of each file in it.
    """
    found = set[tuple[str, int, int]]()
    waiting = [folder or "." for folder in sys.path]
    while waiting:
        folder = waiting.pop()
        is_inside = folder.endswith(_METADATA)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if is_inside or entry.name.endswith((_METADATA, ".egg-link", ".pth")):
                        about = entry.stat(follow_symlinks=False)
                        found.add((entry.name, about.st_size, about.st_mtime_ns))
                        waiting += [entry.path] if entry.name.endswith(_METADATA) else []
        except OSError:  # a zip file, or none: Python passes over it as well
            continue
    return sorted(found)


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
