"""What a deployed function can import: what lies in its folder and its layers, and what its requirements bring.

Read are requirements.txt (with `-r`), pyproject.toml (PEP 621 and 735, Poetry), Pipfile, setup.cfg, and the lock files
of Pipenv, Poetry and uv. What cannot be read so, an own index's URL, a path, a `setup.py`, makes the whole unknown.
"""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from typing import Any

from lambdafix import regular
from lambdafix.knowledge.distributions import BROUGHT, DEPENDENCIES, NAMESPACES, candidates, is_known, normal

_REQUIREMENTS = re.compile(r"(?:^|[-_./])requirements?[^/]*\.(?:txt|in)$|(?:^|/)requirements/[^/]+\.(?:txt|in)$")
_OTHERS = ("pyproject.toml", "Pipfile", "setup.cfg", "setup.py")
_LOCKS = ("Pipfile.lock", "poetry.lock", "uv.lock")
_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:@|[<>=!~;,(]|$)")
_INCLUDED = re.compile(r"\s*(?:-r|--requirement)[\s=]+(\S+)")
_OPTION = re.compile(r"\s*--?(?!e\b|editable\b)[a-z]")
_SCRIPTS = re.compile(r"(?:^|/)(?:Makefile|Dockerfile[^/]*|[^/]+\.(?:sh|mk|yml|yaml|md|rst|toml|cfg))$")
_INSTALLS = re.compile(rb"(?:pip3?|uv|poetry|pipenv)\s+(?:install|add)\b([^\n]*(?:\\\n[^\n]*)*)")
_MAX_SCRIPTS = 2_000
_ALIKE = 5
"""Letters that two names begin with, so that one may stand for the other."""


@dataclass(frozen=True, slots=True)
class Required:
    """What some files ask for, by normal names."""

    names: frozenset[str] = frozenset()
    locked: bool = False
    """Every distribution is named, also what others bring."""
    unknown: bool = False
    """Something cannot be told."""

    @classmethod
    def all(cls, given: Iterable[Required]) -> Required:
        known = list(given)
        names = frozenset[str]().union(*(one.names for one in known))
        return cls(names, any(one.locked for one in known), any(one.unknown for one in known))

    def brings(self, distribution: str) -> bool | None:
        """Whether an installation has `distribution`; None where that cannot be told."""
        if self.unknown:
            return None
        if distribution in self.names:
            return True
        closures = [_brought(name) for name in self.names]
        if any(closure is not None and distribution in closure for closure in closures):
            return True
        is_open = None in closures and not self.locked
        if not is_open:
            return False
        return None if distribution in BROUGHT or not is_known(distribution) or self._resembles(distribution) else False

    def _resembles(self, distribution: str) -> bool:
        """Whether one of another name may be called so once it is installed: "google-api-python-client"."""
        return any(_beginning(distribution) == _beginning(name) for name in self.names)


def _beginning(name: str) -> str:
    return name.replace("-", "")[:_ALIKE]


def _brought(distribution: str) -> frozenset[str] | None:
    """All that an installation of it brings, by the kept table or by what is installed here; None for unknown."""
    if distribution in DEPENDENCIES:
        return DEPENDENCIES[distribution]
    try:
        required = metadata.requires(distribution) or []
    except (metadata.PackageNotFoundError, ValueError):
        return None
    found = {distribution}
    for line in required:
        name = _NAME.match(line)
        if name is not None and "extra ==" not in line:
            inner = DEPENDENCIES.get(normal(name[1]))
            if inner is None:
                return None
            found |= inner
    return frozenset(found)


@dataclass
class Packages:
    """Answers for one project, once somebody asks."""

    root: Path
    files: tuple[str, ...] = ()
    """All that may say so: paths relative to `root`."""
    memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    consulted: set[str] = field(default_factory=set, repr=False, compare=False)
    """The files that an answer hangs on, whether they are there or not, and the folders, which end in "/"."""

    def __reduce__(self) -> tuple[object, ...]:
        return Packages, (self.root, self.files)

    def lacks(self, top_level: str, folder: str, layers: tuple[str, ...]) -> str:
        """The file of requirements by which a function in `folder` cannot import `top_level`.

        "" where it can, or where that is not told: no such file, or one that does not say it all.
        """
        applying = [path for path in self._told if _is_above(dirname(path), folder)]
        is_empty = any(not self._names(layer) for layer in layers)  # a build fills it
        if not applying or is_empty or top_level in NAMESPACES or self._is_there(top_level, folder, layers):
            return ""
        wanted = candidates(top_level) | _installed(top_level)
        required = Required.all([self._read(path) for path in self._told])
        if any(required.brings(one) is not False for one in wanted) or self._is_installed_by_hand(wanted):
            return ""
        return max(applying, key=lambda path: (dirname(path) == folder, basename(path) == "requirements.txt", path))

    @property
    def _told(self) -> tuple[str, ...]:
        """The files that say what is required, anywhere in the project."""
        if "told" not in self.memo:
            found = [p for p in self.files if _REQUIREMENTS.search(p) or basename(p) in _OTHERS]
            self.memo["told"] = tuple(p for p in found if _REQUIREMENTS.search(p) or self._read(p) != Required())
        told: tuple[str, ...] = self.memo["told"]
        return told

    def _is_there(self, top_level: str, folder: str, layers: tuple[str, ...]) -> bool:
        """Whether a module or package of the name lies where the function looks; a compiled one among it."""
        places = [folder, *(join(layer, inner) for layer in layers for inner in ("", "python"))]
        return any(name.split(".")[0] == top_level for place in places for name in self._names(place))

    def _names(self, folder: str) -> tuple[str, ...]:
        key = ("names", folder)
        if key not in self.memo:
            self.consulted.add(f"{folder}/")
            try:
                self.memo[key] = tuple(one.name for one in (self.root / folder).iterdir())
            except OSError:
                self.memo[key] = ()
        names: tuple[str, ...] = self.memo[key]
        return names

    def _is_installed_by_hand(self, distributions: Iterable[str]) -> bool:
        """Whether a script or a text of the project speaks of installing one."""
        if "installs" not in self.memo:
            texts = (self._bytes(path) or b"" for path in self._scripts())
            self.memo["installs"] = [found.decode("utf-8", "replace") for t in texts for found in _INSTALLS.findall(t)]
        words = {normal(word) for line in self.memo["installs"] for word in re.findall(r"[A-Za-z0-9][\w.-]*", line)}
        return not words.isdisjoint(distributions)

    def _scripts(self) -> list[str]:
        return [path for path in self.files if _SCRIPTS.search(path)][:_MAX_SCRIPTS]

    # --- one file

    def _read(self, path: str, above: tuple[str, ...] = ()) -> Required:
        key = ("read", path)
        if key not in self.memo:
            self.memo[key] = self._required(path, above)
        found: Required = self.memo[key]
        return found

    def _required(self, path: str, above: tuple[str, ...]) -> Required:
        raw = self._bytes(path)
        if raw is None:
            return Required(unknown=True)
        text, name = raw.decode("utf-8-sig", "replace"), basename(path)
        try:
            if name == "pyproject.toml":
                return Required.all([_of_project(tomllib.loads(text)), *self._locks(path)])
            if name == "Pipfile":
                return Required.all([_of_pipfile(tomllib.loads(text)), *self._locks(path)])
            if name == "setup.cfg":
                return _of_setup(text)
        except (tomllib.TOMLDecodeError, configparser.Error):
            return Required(unknown=True)
        if name == "setup.py":
            return Required(unknown="install_requires" in text)
        return self._of_requirements(path, text, above)

    def _locks(self, path: str) -> Iterator[Required]:
        for name in _LOCKS:
            raw = self._bytes(join(dirname(path), name))
            if raw is not None:
                yield _of_lock(name, raw.decode("utf-8", "replace"))

    def _of_requirements(self, path: str, text: str, above: tuple[str, ...]) -> Required:
        names, parts = set(), []
        for line in re.sub(r"\\\r?\n", " ", text).splitlines():
            said = re.sub(r"(?:^|\s)#.*", "", line).strip()
            if not said:
                continue
            if included := _INCLUDED.match(said):
                other = normpath(join(dirname(path), included[1]))
                is_inside = not other.startswith("..") and other not in above and len(above) < 20
                parts.append(self._read(other, (*above, path)) if is_inside else Required(unknown=True))
            elif found := _NAME.match(said.split(" --hash")[0]):
                names.add(normal(found[1]))
            elif not _OPTION.match(said):
                parts.append(Required(unknown=True))
        return Required.all([Required(frozenset(names)), *parts])

    def _bytes(self, path: str) -> bytes | None:
        self.consulted.add(path)
        try:
            return regular.read(self.root / path)
        except OSError:
            return None


def _is_above(folder: str, other: str) -> bool:
    return not folder or folder == other or other.startswith(folder + "/")


def _installed(top_level: str) -> frozenset[str]:
    """The distributions that have the module in the environment that this runs in."""
    return frozenset(map(normal, metadata.packages_distributions().get(top_level, ())))


def _named(lines: object) -> Required:
    """From requirements as PEP 508 writes them."""
    if not isinstance(lines, list):
        return Required(unknown=lines is not None)
    found = [_NAME.match(line) if isinstance(line, str) else None for line in lines]
    names = frozenset(normal(one[1]) for one in found if one is not None)
    groups = sum(isinstance(line, dict) for line in lines)  # `include-group` names what is read itself
    return Required(names, unknown=len([one for one in found if one is None]) > groups)


def _of_project(document: Mapping[str, Any]) -> Required:
    project, tool = document.get("project", {}), document.get("tool", {})
    poetry = tool.get("poetry", {})
    lists = [project.get("dependencies"), *project.get("optional-dependencies", {}).values()]
    lists += document.get("dependency-groups", {}).values()
    tables = [poetry.get("dependencies", {}), poetry.get("dev-dependencies", {})]
    tables += [group.get("dependencies", {}) for group in poetry.get("group", {}).values()]
    others = any(one in tool for one in ("pdm", "hatch")) and not project.get("dependencies")
    found = [_named(one) for one in lists]
    is_dynamic = "dependencies" in project.get("dynamic", ())
    return Required.all([*found, *map(_of_table, tables), Required(unknown=is_dynamic or others)])


def _of_table(table: Mapping[str, Any]) -> Required:
    """Of Poetry and Pipenv: name -> version, or where it comes from."""
    local = any(isinstance(value, dict) and {"path", "git", "url"} & value.keys() for value in table.values())
    return Required(frozenset(normal(name) for name in table if name != "python"), unknown=local)


def _of_pipfile(document: Mapping[str, Any]) -> Required:
    return Required.all([_of_table(document.get(key, {})) for key in ("packages", "dev-packages")])


def _of_setup(text: str) -> Required:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    lines = parser.get("options", "install_requires", fallback="").split("\n")
    return _named([line for line in lines if line.strip()]) if any(map(str.strip, lines)) else Required()


def _of_lock(name: str, text: str) -> Required:
    try:
        if name == "Pipfile.lock":
            document = json.loads(text)
            names = [one for key in ("default", "develop") for one in document.get(key, {})]
        else:
            names = [str(one.get("name", "")) for one in tomllib.loads(text).get("package", ())]
    except (ValueError, AttributeError):
        return Required(unknown=True)
    return Required(frozenset(map(normal, names)), locked=True)
