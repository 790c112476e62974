"""`.lambdafix/rejected.toml`: the rejections a team shares by committing them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from lambdafix import regular
from lambdafix.errors import UsageError
from lambdafix.model import Finding
from lambdafix.vcs import disk

PATH = ".lambdafix/rejected.toml"
_HEAD = """\
# Fixes this project has decided against. Commit this file and nobody is asked for them again;
# delete an entry to be asked once more.
"""


def read(root: Path) -> frozenset[str]:
    """The fingerprints that are rejected for everybody. Raises `UsageError` for a file that cannot be read."""
    return frozenset(_entries(root))


def add(root: Path, rejections: Iterable[tuple[Finding, str]]) -> int:
    """Write the rejections, each with its reason, that are not in the file yet, and count them. Raises `UsageError`."""
    known = _entries(root)
    fresh = {f.fingerprint: _entry(f, reason) for f, reason in rejections if f.fingerprint not in known}
    if not fresh:
        return 0
    target = _target(root)
    text = _HEAD + "".join(_table(entry) for entry in {**known, **fresh}.values())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        disk.replace(target, text.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}") from error
    return len(fresh)


def exists(root: Path) -> bool:
    return (root / PATH).is_file()


def _target(root: Path) -> Path:
    target = root / PATH
    if target.is_symlink() or target.parent.is_symlink():
        raise UsageError(f"{target}: is reached by a symbolic link, which lambdafix does not follow")
    return target


def _entries(root: Path) -> dict[str, Mapping[str, str]]:
    import tomllib

    target = _target(root)
    try:
        tables = tomllib.loads(regular.read(target).decode("utf-8")).get("rejected", [])
        return {str(table["fingerprint"]): {str(k): str(v) for k, v in table.items()} for table in tables}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{target}: cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UsageError(f"{target}: each [[rejected]] wants a fingerprint: {error}") from error


def _entry(finding: Finding, reason: str) -> Mapping[str, str]:
    entry = {
        "fingerprint": finding.fingerprint,
        "rule": f"{finding.code} {finding.name}",
        "path": finding.path,
        "function": finding.function,
        "reason": reason,
    }
    return {key: value for key, value in entry.items() if value}


def _table(entry: Mapping[str, str]) -> str:
    return "\n[[rejected]]\n" + "".join(f"{key} = {_quoted(value)}\n" for key, value in entry.items())


def _quoted(value: str) -> str:
    """A TOML basic string. JSON's escapes are TOML's; lone surrogates, which TOML cannot write, are spelt out."""
    spelt = value.encode("utf-8", "backslashreplace").decode("utf-8")
    return json.dumps(spelt, ensure_ascii=False).replace("\x7f", "\\u007f")
