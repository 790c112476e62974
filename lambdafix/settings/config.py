"""`[tool.lambdafix]` of the nearest pyproject.toml (or a lambdafix.toml), overlaid by flags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from lambdafix.settings.file import TableKey, checked, find_file, read

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Selection:
    """What one layer (the file, the flags) says about which rules run.

    `select` None leaves what the layers before it chose.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


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
    bowler: tuple[str, ...] = ()
    """Bowler queries to run as codemods, each "module:function"."""
    offered_bowler: tuple[str, ...] = ()
    """Queries the project's own file names, which wait for a flag just so."""
    verify: tuple[str, ...] = ()
    """The argument list of the project's test command. It runs only when the user asks for tests."""
    files: Literal["directory", "request-id"] = "directory"
    """How a path under /tmp becomes the request's own: in a directory, or named after the request."""
    counter_table: str = ""
    """The DynamoDB table that counters move to; "" leaves them reported."""
    secrets: Literal["secrets-manager", "parameter-store", "environment"] = "secrets-manager"
    """Where a credential that leaves the code is read from."""
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
        config = _overlay(config, read(source), _prefix(source.parent, root), source.parent)
        config = replace(config, source=str(source))
        if not explicit:
            config = replace(
                config, offered_codemods=config.codemods, codemods=(), offered_bowler=config.bowler, bowler=()
            )
    here = Path.cwd()
    config = _overlay(config, checked(flags, lambda key: f"--{key}"), _prefix(here, root), here)
    return replace(
        config,
        offered_codemods=tuple(folder for folder in config.offered_codemods if folder not in config.codemods),
        offered_bowler=tuple(spec for spec in config.offered_bowler if spec not in config.bowler),
    )


def _overlay(config: Config, values: dict[str, Any], prefix: str, folder: Path) -> Config:
    """`config` with a layer of parsed values on top.

    Selections, ignores and folders add up; every other value replaces the one below.
    """
    layer = Selection(
        select=values.pop("select", None),
        extend_select=values.pop("extend-select", ()),
        ignore=values.pop("ignore", ()),
    )
    if layer != Selection():
        values["selection"] = (*config.selection, layer)
    if "exclude" in values or "extend-exclude" in values:
        kept = () if "exclude" in values else config.exclude
        added: tuple[str, ...] = (*values.pop("exclude", ()), *values.pop("extend-exclude", ()))
        values["exclude"] = (*kept, *(anchored(pattern, prefix) for pattern in added))
    if "per-file-ignores" in values:
        table: Iterable[tuple[str, tuple[str, ...]]] = values.pop("per-file-ignores")
        values["per-file-ignores"] = (
            *config.per_file_ignores,
            *((anchored(p, prefix), codes) for p, codes in table),
        )
    if "codemods" in values:
        folders: tuple[str, ...] = values.pop("codemods")
        values["codemods"] = (*config.codemods, *(str(folder / name) for name in folders))
    if "bowler" in values:
        values["bowler"] = (*config.bowler, *values.pop("bowler"))
    return replace(config, **{key.replace("-", "_"): value for key, value in values.items()})


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
    return re.sub(r"([*?\[\\])", r"\\\1", folder.relative_to(root).as_posix()) + "/"
