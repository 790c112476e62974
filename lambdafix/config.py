"""`[tool.lambdafix]` of the nearest pyproject.toml (or a lambdafix.toml), overlaid by flags."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from lambdafix.errors import UsageError, did_you_mean

ALL = "ALL"
FILE_NAMES = ("lambdafix.toml", "pyproject.toml")
_HEADER = re.compile(r"\s*\[([^\]]*)\]")
_ASSIGNMENT = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")


class ConfigError(UsageError):
    """Configuration that cannot be used. The message names the file, the line where known, and the key."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What one layer (the file, the flags) says about which rules run.

    `select` None leaves what the layers before it chose.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class TableKey:
    """The primary key of a DynamoDB table that no template declares; `sort` is "" where there is none."""

    table: str
    partition: str
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """How a run behaves.

    Selectors are codes, their prefixes ("LMB2"), rule names or "ALL"; patterns are gitignore's, from the root.
    """

    selection: tuple[Selection, ...] = ()
    """Layers, a later one overrides an earlier one."""
    fixable: tuple[str, ...] = (ALL,)
    unfixable: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    output_format: str = "text"
    codemods: tuple[str, ...] = ()
    """Folders to load further codemods from."""
    offered_codemods: tuple[str, ...] = ()
    """Folders the project's own file names. Loading one runs its code, so it waits for a flag."""
    verify: tuple[str, ...] = ()
    """The argument list of the project's test command. It runs only when the user asks for tests."""
    state: Literal["handler", "parameter"] = "handler"
    """Where request state moves: to the top of the handler, or through the call chain as a parameter."""
    files: Literal["directory", "request-id"] = "directory"
    """How a path under /tmp becomes the request's own: in a directory, or named after the request."""
    counter_table: str = ""
    """The DynamoDB table that counters move to; "" leaves them reported."""
    tables: tuple[TableKey, ...] = ()
    source: str = ""
    """The file this was read from, "" where there is none."""

    def may_fix(self, code: str, name: str) -> bool:
        """Whether `fixable` and `unfixable` let this rule's fixes through; the more specific one wins."""
        return specificity(self.fixable, code, name) > specificity(self.unfixable, code, name)

    def ignores(self, path: str, code: str, name: str) -> bool:
        """Whether `per-file-ignores` silences a rule in `path` (POSIX, relative to the root)."""
        candidates = [
            pattern for pattern, selectors in self.per_file_ignores if specificity(selectors, code, name) >= 0
        ]
        if not candidates:
            return False
        from pathspec import GitIgnoreSpec

        return any(GitIgnoreSpec.from_lines([pattern]).match_file(path) for pattern in candidates)


def specificity(selectors: Iterable[str], code: str, name: str) -> int:
    """How exactly the best of `selectors` names a rule.

    7 by name, else the length of the code or prefix, 0 for ALL, -1 not at all.
    """
    return max((_specificity(selector, code, name) for selector in selectors), default=-1)


def _specificity(selector: str, code: str, name: str) -> int:
    if selector == name:
        return len(code) + 1
    if selector == ALL:
        return 0
    return len(selector) if code.startswith(selector) else -1


def load(
    start: Path, root: Path, flags: Mapping[str, object], explicit: Path | None = None, isolated: bool = False
) -> Config:
    """The configuration for a run that begins in the folder `start` of the project at `root`.

    `flags` holds what the command line gave, under the keys of the file; its paths count from the current
    folder, those of a file from the file's.
    `explicit` is a file to read instead of the nearest one, `isolated` reads none. Raises `ConfigError`.
    """
    config = Config()
    source = None if isolated else explicit or find_file(start, root)
    if source is not None:
        values = _parsed(_table(source), lambda key: _place(source, key))
        config = _overlay(config, values, _prefix(source.parent, root), source.parent)
        offered = () if explicit else config.codemods
        config = replace(
            config, source=str(source), offered_codemods=offered, codemods=() if offered else config.codemods
        )
    here = Path.cwd()
    config = _overlay(config, _parsed(flags, lambda key: f"--{key}"), _prefix(here, root), here)
    waiting = tuple(folder for folder in config.offered_codemods if folder not in config.codemods)
    return replace(config, offered_codemods=waiting)


def find_file(start: Path, root: Path) -> Path | None:
    """The nearest lambdafix.toml, or pyproject.toml with our table, from `start` up to `root`."""
    for folder in (start, *start.parents):
        for name in FILE_NAMES:
            if holds_settings(folder / name):
                return folder / name
        if folder == root:
            break
    return None


def holds_settings(path: Path) -> bool:
    if not path.is_file():
        return False
    return (
        path.name != "pyproject.toml"
        or re.search(rb"^\s*\[\s*tool\s*\.\s*lambdafix\b", path.read_bytes(), re.M) is not None
    )


def line_of(path: Path, key: str, value: str = "") -> int:
    """The row of `key`, or of the string `value` under it, in a TOML file; 0 where it cannot be told."""
    base = "tool.lambdafix" if path.name == "pyproject.toml" else ""
    table = option = ""
    for row, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        if header := _HEADER.match(line):
            table = re.sub(r"""[\s"']""", "", header[1])
            option = table.removeprefix(base).lstrip(".").partition(".")[0] if table.startswith(base) else ""
        elif table == base and (assigned := _ASSIGNMENT.match(line)):
            option = assigned[1]
        if option == key and (not value or f'"{value}"' in line or f"'{value}'" in line):
            return row
    return 0


def _place(source: Path, key: str, value: str = "") -> str:
    row = line_of(source, key, value)
    return f"{source}:{row}: {key}" if row else f"{source}: {key}"


def _table(source: Path) -> Mapping[str, object]:
    import tomllib

    try:
        document = tomllib.loads(source.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{source}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{source}: not valid TOML: {error}") from error
    if source.name != "pyproject.toml":
        return document
    tool = document.get("tool")
    table = tool.get("lambdafix", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise ConfigError(f"{source}: tool.lambdafix must be a table")
    return table


def _parsed(values: Mapping[str, object], place: Callable[[str], str]) -> dict[str, object]:
    """`values` with each checked and brought to its type."""
    parsed: dict[str, object] = {}
    for key, value in values.items():
        if key not in _OPTIONS:
            raise ConfigError(f"{place(key)}: no such setting{did_you_mean(key, _OPTIONS)}")
        try:
            parsed[key] = _OPTIONS[key](value)
        except ValueError as error:
            raise ConfigError(f"{place(key)}: {error}") from error
    return parsed


def _overlay(config: Config, values: dict[str, object], prefix: str, folder: Path) -> Config:
    """`config` with a layer of parsed values on top.

    Selections, ignores and folders add up; every other value replaces the one below.
    """
    layer = Selection(
        select=values.pop("select", None),  # type: ignore[arg-type]
        extend_select=values.pop("extend-select", ()),  # type: ignore[arg-type]
        ignore=values.pop("ignore", ()),  # type: ignore[arg-type]
    )
    if layer != Selection():
        values["selection"] = (*config.selection, layer)
    if "exclude" in values or "extend-exclude" in values:
        kept = () if "exclude" in values else config.exclude
        added = (*_strings(values.pop("exclude", [])), *_strings(values.pop("extend-exclude", [])))
        values["exclude"] = (*kept, *(anchored(pattern, prefix) for pattern in added))
    if "per-file-ignores" in values:
        table: Iterable[tuple[str, tuple[str, ...]]] = values.pop("per-file-ignores")  # type: ignore[assignment]
        values["per-file-ignores"] = (
            *config.per_file_ignores,
            *((anchored(p, prefix), codes) for p, codes in table),
        )
    if "codemods" in values:
        folders = _strings(values.pop("codemods"))
        values["codemods"] = (*config.codemods, *(str(folder / name) for name in folders))
    return replace(config, **{key.replace("-", "_"): value for key, value in values.items()})  # type: ignore[arg-type]


def anchored(pattern: str, prefix: str) -> str:
    """A gitignore pattern written in the folder `prefix` ("" or "sub/") as it reads from the root."""
    if not prefix:
        return pattern
    negation, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    inner = "/" in body.rstrip("/")
    return f"{negation}/{prefix}{body.lstrip('/')}" if inner else f"{negation}/{prefix}**/{body}"


def _prefix(folder: Path, root: Path) -> str:
    folder, root = folder.resolve(), root.resolve()
    if folder == root or not folder.is_relative_to(root):
        return ""
    return folder.relative_to(root).as_posix() + "/"


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
        raise ValueError(f"wants a list of strings, not {_shown(value)}")
    return tuple(value)


def _string(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"wants a string, not {_shown(value)}")
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"wants true or false, not {_shown(value)}")
    return value


def _one_of(*choices: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in choices:
            raise ValueError(f"{_shown(value)} is none of {', '.join(choices)}{did_you_mean(str(value), choices)}")
        return str(value)

    return check


def _command(value: object) -> tuple[str, ...]:
    return tuple(shlex.split(value)) if isinstance(value, str) else _strings(value)


def _by_pattern(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ValueError(f"wants a table of pattern = [codes], not {_shown(value)}")
    return tuple((pattern, _strings(codes)) for pattern, codes in value.items())


def _tables(value: object) -> tuple[TableKey, ...]:
    if not isinstance(value, dict):
        raise ValueError(f"wants a table of name = key, not {_shown(value)}")
    return tuple(_table_key(name, key) for name, key in value.items())


def _table_key(name: str, key: object) -> TableKey:
    match key:
        case str() if key:
            return TableKey(name, key)
        case {"partition": str(partition), **rest} if partition and not rest:
            return TableKey(name, partition)
        case {"partition": str(partition), "sort": str(sort), **rest} if partition and sort and not rest:
            return TableKey(name, partition, sort)
    raise ValueError(f'{name} wants "id" or {{ partition = "id", sort = "at" }}, not {_shown(key)}')


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value).replace("True", "true").replace("False", "false")


_OPTIONS: Mapping[str, Callable[[object], object]] = {
    "select": _strings,
    "extend-select": _strings,
    "ignore": _strings,
    "fixable": _strings,
    "unfixable": _strings,
    "per-file-ignores": _by_pattern,
    "exclude": _strings,
    "extend-exclude": _strings,
    "unsafe-fixes": _boolean,
    "output-format": _one_of("text", "diff", "json"),
    "codemods": _strings,
    "verify": _command,
    "state": _one_of("handler", "parameter"),
    "files": _one_of("directory", "request-id"),
    "counter-table": _string,
    "tables": _tables,
}
