"""What an answer hangs on: this program, what was asked of it, and every file that it reads for the answer."""

from __future__ import annotations

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
    """The digest of this program's source, of the Python that runs it, and of what is installed beside it."""
    package = Path(__file__).parent.parent
    files = sorted({*package.rglob("*.py"), *bundled_folder().glob("*.py")})
    source = (f"{path}\0".encode("utf-8", "surrogateescape") + path.read_bytes() for path in files)
    about = (sys.version, sys.getrecursionlimit(), _installed())
    return _digest((repr(about).encode("utf-8", "backslashreplace"), *source)).encode()


def _installed() -> list[str]:
    """The folders that tell which distributions there are, and in which versions: "libcst-1.8.6.dist-info"."""
    found = set[str]()
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                found |= {entry.name for entry in entries if entry.name.endswith(("-info", ".egg-link", ".pth"))}
        except OSError:  # a zip file, or none: Python passes over it as well
            continue
    return sorted(found)


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
