"""Files of the project that are not analysed, and may use what is: scripts, notebooks, examples, copied packages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lambdafix import regular

MAX_FILES = 10_000
_ENDINGS = (
    ".bash",
    ".cfg",
    ".ini",
    ".ipynb",
    ".json",
    ".md",
    ".mk",
    ".py",
    ".rst",
    ".sh",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
)
_PROSE = (".ipynb", ".md", ".rst", ".txt")
_INSTALLED = re.compile(
    r"(?:^|/)(?:\.?venv|virtualenv|site-packages|dist-packages|node_modules|bower_components|\.tox|\.nox|\.eggs"
    r"|\.aws-sam|\.build|\.serverless|\.terraform|cdk\.out|__pypackages__)/"
)
_PYTHON = re.compile(rb"\A#!.*python|\"cell_type\"")


def may_use(path: str) -> bool:
    """Whether a file that is not analysed may hold code of the project, or call it."""
    last = path.rpartition("/")[2]
    return (path.endswith(_ENDINGS) or "." not in last) and not _INSTALLED.search(path)


@dataclass
class Outsiders:
    """Searches them, once somebody asks: the first `MAX_FILES`. What is not searched may use anything."""

    root: Path
    paths: tuple[str, ...] = ()
    searched: bool = field(default=False, init=False, compare=False)
    """Whether an answer hangs on what any of them holds."""

    def __reduce__(self) -> tuple[object, ...]:
        """What was found stays where it was found."""
        return Outsiders, (self.root, self.paths)

    def naming(self, module: str, name: str, member: re.Pattern[str]) -> str:
        """A file that uses the name of the module, as `member` has it or in code that imports it; "" for none.

        One that cannot be read, or is beyond those that are searched, may.
        """
        importing, unread = self._read
        if unread:
            return unread[0]
        for path in importing:
            raw = self._raw(path)
            if raw is None:
                return path
            text = raw.decode("utf-8", "replace")
            if (
                module in text
                and name in text
                and (member.search(text) or (_is_python(path, raw) and _uses(text, module, name)))
            ):
                return path
        return ""

    def mentioning(self, pattern: re.Pattern[bytes]) -> str:
        """A file in which `pattern` is found, prose and notebooks aside; "" for none. What is not searched counts."""
        for number, path in enumerate(self.paths):
            if path.endswith(_PROSE):
                continue
            raw = self._raw(path) if number < MAX_FILES else None
            if raw is None or pattern.search(raw):
                return path
        return ""

    def imported_as(self, names: Iterable[str], pattern: re.Pattern[bytes]) -> str:
        """A Python file that one of `names` may import, and in which `pattern` is found; "" for none."""
        for path in dict.fromkeys(path for name in names for path in self._modules.get(name, ())):
            raw = self._raw(path)
            if raw is None or pattern.search(raw):
                return path
        return ""

    @cached_property
    def _modules(self) -> dict[str, list[str]]:
        """The Python files by what imports call them: "regions" for `lib/regions.py` and `regions/__init__.py`."""
        found: dict[str, list[str]] = {}
        for path in self.paths:
            if path.endswith(".py"):
                name = path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
                found.setdefault(name, []).append(path)
        return found

    @cached_property
    def _read(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The files that import something, and those that are not searched. Their texts would fill the memory."""
        importing, unread = list[str](), list(self.paths[MAX_FILES:])
        for path in self.paths[:MAX_FILES]:
            raw = self._raw(path)
            if raw is None:
                unread.append(path)
            elif b"import" in raw:
                importing.append(path)
        return tuple(importing), tuple(unread)

    def _raw(self, path: str) -> bytes | None:
        """None for a file that cannot be read; a folder, and a link that leads nowhere, hold nothing."""
        self.searched = True
        try:
            return regular.read(self.root / path)
        except (FileNotFoundError, IsADirectoryError):
            return b""
        except OSError:
            return None


def _is_python(path: str, raw: bytes) -> bool:
    return path.endswith(".py") or _PYTHON.search(raw) is not None


def _uses(code: str, module: str, name: str) -> bool:
    own = re.escape(module)
    imports = re.search(rf"\bimport\s+[\w., ]*\b{own}\b|\bfrom\s+[\w.]*\b{own}\b", code)
    return imports is not None and re.search(rf"\b{name}\b", code) is not None
