"""The configuration file: where it lies, what may stand in it, and what to say of what may not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdafix import regular
from lambdafix.errors import UsageError, did_you_mean

FILE_NAMES = ("lambdafix.toml", "pyproject.toml")
_HEADER = re.compile(r"\s*\[([^\]]*)\]")
_ASSIGNMENT = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")


class ConfigError(UsageError):
    """Configuration that cannot be used. The message names the file, the line where known, and the key."""


@dataclass(frozen=True, slots=True, order=True)
class TableKey:
    """The primary key of a DynamoDB table that no template declares; `sort` is "" where there is none."""

    table: str
    partition: str
    sort: str = ""


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
    """Whether a file is a configuration of ours. Raises `ConfigError` for one that might be and cannot be read."""
    if path.name != "pyproject.toml":
        return path.is_file()
    # most projects do not mention us, and parsing is not free
    return path.is_file() and b"lambdafix" in _read(path) and "lambdafix" in _tool(path)


def line_of(path: Path, key: str, value: str = "") -> int:
    """The row of `key`, or of the string `value` under it, in a TOML file; 0 where it cannot be told."""
    base = "tool.lambdafix" if path.name == "pyproject.toml" else ""
    table = option = ""
    for row, line in enumerate(_read(path).decode("utf-8", "replace").splitlines(), 1):
        if header := _HEADER.match(line):
            table = re.sub(r"""[\s"']""", "", header[1])
            option = table.removeprefix(base).lstrip(".").partition(".")[0] if table.startswith(base) else ""
        elif table == base and (assigned := _ASSIGNMENT.match(line)):
            option = assigned[1]
        if option == key and (not value or f'"{value}"' in line or f"'{value}'" in line):
            return row
    return 0


def read(path: Path) -> dict[str, Any]:
    """The settings in a file, each checked and brought to its type. Raises `ConfigError`."""
    table = _tool(path).get("lambdafix", {}) if path.name == "pyproject.toml" else _document(path)
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.lambdafix must be a table")
    return checked(table, lambda key: _place(path, key))


def checked(values: Mapping[str, object], place: Callable[[str], str]) -> dict[str, Any]:
    """`values` with each brought to its type; `place` says where a key stands. Raises `ConfigError`."""
    parsed: dict[str, Any] = {}
    for key, value in values.items():
        if key not in OPTIONS:
            raise ConfigError(f"{place(key)}: no such setting{did_you_mean(key, OPTIONS)}")
        try:
            parsed[key] = OPTIONS[key](value)
        except ValueError as error:
            raise ConfigError(f"{place(key)}: {error}") from error
    return parsed


def _place(path: Path, key: str) -> str:
    row = line_of(path, key)
    return f"{path}:{row}: {key}" if row else f"{path}: {key}"


def _tool(path: Path) -> Mapping[str, object]:
    tool = _document(path).get("tool", {})
    return tool if isinstance(tool, dict) else {}


def _document(path: Path) -> Mapping[str, object]:
    import tomllib

    try:
        return tomllib.loads(_read(path).decode())
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(
            f"{path}:{row}: not valid TOML: byte {error.object[error.start]:#04x} is not UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        row_told = re.search(r"at line (\d+)", str(error))
        place = f"{path}:{row_told[1]}" if row_told else str(path)
        raise ConfigError(f"{place}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: not valid TOML: nested too deeply") from error


def _read(path: Path) -> bytes:
    try:
        return regular.read(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
        raise ValueError(f"wants a list of strings, not {_shown(value)}")
    return tuple(value)


def _patterns(value: object) -> tuple[str, ...]:
    patterns = _strings(value)
    for pattern in patterns:
        _check_pattern(pattern)
    return patterns


def _check_pattern(pattern: str) -> None:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except (ValueError, re.error) as error:
        raise ValueError(f'"{pattern}" is no pattern of .gitignore') from error


def _rules(value: object) -> tuple[str, ...]:
    selectors = _strings(value)
    if not selectors:
        raise ValueError('names no rule; leave it out to run all that are not off, or name one: "LMB2", "ALL"')
    return selectors


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
    for pattern in value:
        _check_pattern(pattern)
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


OPTIONS: Mapping[str, Callable[[object], object]] = {
    "select": _rules,
    "extend-select": _strings,
    "ignore": _strings,
    "fixable": _strings,
    "unfixable": _strings,
    "per-file-ignores": _by_pattern,
    "exclude": _patterns,
    "extend-exclude": _patterns,
    "unsafe-fixes": _boolean,
    "output-format": _one_of("text", "diff", "json", "concise", "github", "gitlab", "junit", "sarif"),
    "codemods": _strings,
    "bowler": _strings,
    "verify": _command,
    "files": _one_of("directory", "request-id"),
    "counter-table": _string,
    "secrets": _one_of("secrets-manager", "parameter-store", "environment"),
    "tables": _tables,
}
