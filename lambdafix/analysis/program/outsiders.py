"""Files of the project that are not analysed, and may use what is: scripts, notebooks, examples, copied packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from lambdafix import regular

MAX_FILES = 2000
MAX_BYTES = 500_000
_ENDINGS = (".bash", ".cfg", ".ini", ".ipynb", ".md", ".mk", ".py", ".rst", ".sh", ".toml", ".txt", ".yaml", ".yml")
_INSTALLED = re.compile(
    r"(?:^|/)(?:\.?venv|virtualenv|site-packages|dist-packages|node_modules|bower_components|\.tox|\.nox|\.eggs"
    r"|\.aws-sam|\.build|\.serverless|\.terraform|cdk\.out|__pypackages__)/"
)
_PYTHON = re.compile(rb"\A#!.*python|\"cell_type\"")


def may_use(path: str) -> bool:
    """Whether a file that is not analysed may hold code of the project, or call it."""
    last = path.rpartition("/")[2]
    return (path.endswith(_ENDINGS) or "." not in last) and not _INSTALLED.search(path)


class _Text(NamedTuple):
    content: str
    is_python: bool


@dataclass
class Outsiders:
    """Searches them, once somebody asks: up to `MAX_FILES` files of up to `MAX_BYTES`."""

    root: Path
    paths: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """What was read stays where it was read."""
        return Outsiders, (self.root, self.paths)

    def naming(self, module: str, name: str, member: re.Pattern[str]) -> str:
        """A file that uses the name of the module, as `member` has it or in code that imports it; "" for none.

        One that cannot be read may.
        """
        if self._unread:
            return self._unread[0]
        for path, text in self._texts.items():
            is_named = module in text.content and name in text.content
            if is_named and (member.search(text.content) or (text.is_python and _uses(text.content, module, name))):
                return path
        return ""

    @property
    def _texts(self) -> dict[str, _Text]:
        return self._read[0]

    @property
    def _unread(self) -> tuple[str, ...]:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[dict[str, _Text], tuple[str, ...]]:
        """The texts that import something, and the files that cannot be read."""
        unread: list[str] = []
        return dict(self._importing(self.paths[:MAX_FILES], unread)), tuple(unread)

    def _importing(self, paths: Iterable[str], unread: list[str]) -> Iterator[tuple[str, _Text]]:
        for path in paths:
            try:
                raw = regular.read(self.root / path)
            except OSError:
                unread.append(path)
                continue
            if len(raw) <= MAX_BYTES and b"import" in raw:
                is_python = path.endswith(".py") or _PYTHON.search(raw) is not None
                yield path, _Text(raw.decode("utf-8", "replace"), is_python)


def _uses(code: str, module: str, name: str) -> bool:
    own = re.escape(module)
    imports = re.search(rf"\bimport\s+[\w., ]*\b{own}\b|\bfrom\s+[\w.]*\b{own}\b", code)
    return imports is not None and re.search(rf"\b{name}\b", code) is not None
