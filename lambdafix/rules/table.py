"""What the rules say of themselves, read from their files without running or importing them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path

from lambdafix.codemod import HEADINGS


@dataclass(frozen=True, slots=True)
class Rule:
    """A codemod's public face: its class attributes and its docstring."""

    code: str
    name: str
    selected_by_default: bool
    doc: str
    file: Path


def bundled_folder() -> Path:
    """`lambdafix/codemods` of an installed wheel, `codemods/` beside the package in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "codemods"
    return installed if installed.is_dir() else package.parent / "codemods"


def codemod_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))


def read(folders: Iterable[Path], mentioning: str = "") -> list[Rule]:
    """The rules in `folders` by code; with `mentioning`, only of files whose text holds that word."""
    files = [path for folder in folders for path in codemod_files(folder)]
    raw = ((path, path.read_bytes()) for path in files)
    wanted = [(path, text) for path, text in raw if mentioning.encode() in text]
    return sorted((rule for path, text in wanted for rule in _rules(path, text)), key=lambda rule: rule.code)


def of_queries(specs: Iterable[str]) -> list[Rule]:
    """The rules that Bowler queries make; their modules are run. Raises `UsageError`."""
    named = tuple(specs)
    if not named:
        return []
    from lambdafix.rules import bowler

    return [Rule(q.code, q.name, True, q.__doc__ or "", Path(q.spec)) for q in bowler.queries(named)]


def _rules(path: Path, text: bytes) -> Iterator[Rule]:
    for node in ast.parse(text, str(path)).body:
        if isinstance(node, ast.ClassDef):
            values = dict(_constants(node))
            if "code" in values and "name" in values:
                default = values.get("selected_by_default", True) is True
                yield Rule(str(values["code"]), str(values["name"]), default, ast.get_docstring(node) or "", path)


def _constants(node: ast.ClassDef) -> Iterator[tuple[str, object]]:
    for statement in node.body:
        match statement:
            case ast.Assign([ast.Name(name)], ast.Constant(value)) | ast.AnnAssign(
                ast.Name(name), _, ast.Constant(value)
            ):
                yield name, value


def sections(docstring: str) -> list[tuple[str, str]]:
    """A rule's documentation as (heading, text) in its own order; what stands before the first has heading "".

    A heading is a line that holds one of `HEADINGS` and nothing else, underlined with `-` or not.
    """
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in cleandoc(docstring).splitlines():
        underline = line and not line.strip("-") and parts[-1][0] and not parts[-1][1]
        if line in HEADINGS:
            parts.append((line, []))
        elif not underline:
            parts[-1][1].append(line)
    return [(heading, "\n".join(lines).strip("\n")) for heading, lines in parts]
