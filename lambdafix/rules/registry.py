"""Loads codemods: the bundled folder, folders the user names, the entry-point group `lambdafix.codemods`.

A wheel must not claim the import name `codemods`, so the bundled files are loaded by path, as
`lambdafix.codemods.<stem>`.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lambdafix.codemod import HEADINGS, Codemod
from lambdafix.errors import UsageError, did_you_mean
from lambdafix.evidence import AnyOf
from lambdafix.rules.table import bundled_folder, codemod_files, sections
from lambdafix.settings.config import ALL, Config, specificity
from lambdafix.settings.file import ConfigError, line_of

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "lambdafix.codemods"
_BUNDLED = "lambdafix.codemods"
_CODE = re.compile(r"[A-Z]{3}\d{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class CodemodError(UsageError):
    """A codemod that cannot be used. The message names its file."""


class Registry(Mapping[str, Codemod[Any]]):
    """Codemods by code, in the order of their codes."""

    def __init__(self, codemods: Iterable[Codemod[Any]]) -> None:
        """Raises `CodemodError` where two codemods share a code or a name."""
        by_code: dict[str, Codemod[Any]] = {}
        by_name: dict[str, Codemod[Any]] = {}
        for codemod in codemods:
            for table, key in ((by_code, codemod.code), (by_name, codemod.name)):
                if key in table:
                    raise CodemodError(f"{file_of(codemod)}: {key} is taken by {file_of(table[key])}")
                table[key] = codemod
        self._codemods = dict(sorted(by_code.items()))

    def __getitem__(self, code: str) -> Codemod[Any]:
        return self._codemods[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codemods)

    def __len__(self) -> int:
        return len(self._codemods)

    def select(self, config: Config) -> tuple[Codemod[Any], ...]:
        """The codemods that run under `config`. Raises `ConfigError` for a selector that names no rule."""
        self._check(config)
        chosen = {code for code, codemod in self.items() if codemod.selected_by_default}
        for layer in config.selection:
            wanted = (*(layer.select or ()), *layer.extend_select)
            if layer.select is not None:
                chosen.clear()
            for code, codemod in self.items():
                on, off = (specificity(selectors, code, codemod.name) for selectors in (wanted, layer.ignore))
                if on > off:
                    chosen.add(code)
                elif off >= 0:
                    chosen.discard(code)
        return tuple(codemod for code, codemod in self.items() if code in chosen)

    def known(self, selector: str) -> bool:
        return selector == ALL or any(specificity((selector,), c.code, c.name) >= 0 for c in self.values())

    def suggestion(self, selector: str) -> str:
        return did_you_mean(selector, [*self, *(codemod.name for codemod in self.values()), ALL])

    def _check(self, config: Config) -> None:
        for key, selector in _selectors(config):
            if not self.known(selector):
                place = _origin(config, key, selector)
                offer = f"; {_offer(config)}" if config.offered_codemods or config.offered_bowler else ""
                raise ConfigError(f"{place}: no rule is called {selector!r}{self.suggestion(selector)}{offer}")


def _selectors(config: Config) -> Iterator[tuple[str, str]]:
    """Every selector in `config` with the key it stands under."""
    for layer in config.selection:
        for key, selectors in (
            ("select", layer.select or ()),
            ("extend-select", layer.extend_select),
            ("ignore", layer.ignore),
        ):
            yield from ((key, selector) for selector in selectors)
    yield from (("fixable", selector) for selector in config.fixable)
    yield from (("unfixable", selector) for selector in config.unfixable)
    for _, selectors in config.per_file_ignores:
        yield from (("per-file-ignores", selector) for selector in selectors)


def _origin(config: Config, key: str, selector: str) -> str:
    row = line_of(Path(config.source), key, selector) if config.source else 0
    return f"{config.source}:{row}: {key}" if row else f"--{key}"


def _offer(config: Config) -> str:
    flags = [f"--codemods {folder}" for folder in config.offered_codemods]
    flags += [f"--bowler {spec}" for spec in config.offered_bowler]
    return f"the project's own codemods run only with {' '.join(flags)}"


def load(folders: Iterable[str] = (), queries: Iterable[str] = ()) -> Registry:
    """Every codemod there is: bundled, in `folders`, of installed packages, of Bowler queries. Raises `UsageError`."""
    bundled = _from_folder(bundled_folder(), _BUNDLED)
    return Registry([*bundled, *_from_users(folders), *_from_distributions(), *_from_bowler(queries)])


def file_of(codemod: Codemod[Any]) -> str:
    return getattr(sys.modules.get(type(codemod).__module__), "__file__", None) or type(codemod).__module__


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a codemod's class is, for another process."""

    module: str
    file: str
    """"" where the module can be imported by its name."""
    qualname: str


def reference(codemod: Codemod[Any]) -> Reference:
    kind = type(codemod)
    by_path = kind.__module__.startswith(_BUNDLED)
    return Reference(kind.__module__, file_of(codemod) if by_path else "", kind.__qualname__)


def revive(found: Reference) -> Codemod[Any]:
    """An instance of the codemod that `reference` described. Raises `CodemodError`, ImportError."""
    from importlib import import_module

    module = _module(Path(found.file), found.module) if found.file else import_module(found.module)
    codemod = getattr(module, found.qualname)()
    assert isinstance(codemod, Codemod)
    return codemod


def _from_users(folders: Iterable[str]) -> Iterator[Codemod[Any]]:
    for name in folders:
        folder = Path(name).resolve()
        if not folder.is_dir():
            raise CodemodError(f"{name}: no such folder of codemods")
        # one name per folder, the same in every process, so that what a codemod defines can be pickled
        package = f"lambdafix.codemods_{hashlib.sha256(bytes(folder)).hexdigest()[:8]}"
        yield from _from_folder(folder, package)


def _from_folder(folder: Path, package: str) -> Iterator[Codemod[Any]]:
    for path in codemod_files(folder):
        module = _module(path, f"{package}.{path.stem}")
        classes = [value for value in vars(module).values() if _defined_in(value, module)]
        if not classes:
            raise CodemodError(f"{path}: defines no subclass of Codemod with a code")
        yield from (instance(kind, str(path)) for kind in classes)


def _module(path: Path, name: str) -> ModuleType:
    """The module at `path`, registered before it runs because dataclasses look themselves up there."""
    from importlib.util import module_from_spec, spec_from_file_location

    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CodemodError(f"{path}: is no Python module")
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise CodemodError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    return module


def _defined_in(value: object, module: ModuleType) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Codemod)
        and value.__module__ == module.__name__
        and hasattr(value, "code")
    )


def _from_distributions() -> Iterator[Codemod[Any]]:
    if not _any_distribution_offers(GROUP.encode()):
        return
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP):
        yield from _from_entry_point(entry)


def _from_bowler(specs: Iterable[str]) -> Iterator[Codemod[Any]]:
    named = tuple(specs)
    if named:
        from lambdafix.rules import bowler

        yield from (instance(kind, f"--bowler {kind.spec}") for kind in bowler.queries(named))


def _any_distribution_offers(group: bytes) -> bool:
    """Whether an entry_points.txt on the path names `group`. Importing importlib.metadata costs more."""
    for folder in dict.fromkeys(sys.path):
        for path in Path(folder or ".").glob("*-info/entry_points.txt"):
            if group in path.read_bytes():
                return True
    return False


def _from_entry_point(entry: EntryPoint) -> Iterator[Codemod[Any]]:
    """An entry point names a Codemod subclass, or a module that holds some."""
    place = f"entry point {entry.name} = {entry.value}"
    try:
        loaded = entry.load()
    except Exception as error:
        raise CodemodError(f"{place}: cannot be imported: {type(error).__name__}: {error}") from error
    candidates = vars(loaded).values() if isinstance(loaded, ModuleType) else [loaded]
    kinds = [
        kind for kind in candidates if isinstance(kind, type) and issubclass(kind, Codemod) and hasattr(kind, "code")
    ]
    if not kinds:
        raise CodemodError(f"{place}: names no Codemod")
    yield from (instance(kind, place) for kind in kinds)


def instance(kind: type[Codemod[Any]], place: str) -> Codemod[Any]:
    """One codemod, its class checked. Raises `CodemodError`, beginning with `place`."""
    code, name = kind.code, getattr(kind, "name", "")
    if not _CODE.fullmatch(code):
        raise CodemodError(f"{place}: the code {code!r} is not three capital letters and three digits")
    if not _NAME.fullmatch(name):
        raise CodemodError(f"{place}: {code}'s name {name!r} is not in kebab case")
    evidence = getattr(kind, "evidence", None)
    pattern = evidence.pattern if isinstance(evidence, re.Pattern) else None
    if not isinstance(pattern, bytes) and not isinstance(evidence, AnyOf):
        raise CodemodError(f"{place}: {code}'s evidence is not a compiled pattern of bytes")
    if kind.fix is not Codemod.fix and not kind.remedy:
        raise CodemodError(f"{place}: {code} has a fix and no remedy, which says what the fix does")
    found = {heading for heading, _ in sections(kind.__doc__ or "")}
    if missing := [heading for heading in HEADINGS if heading not in found]:
        raise CodemodError(f"{place}: {code}'s docstring has no heading {', '.join(map(repr, missing))}")
    return kind()
