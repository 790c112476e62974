"""A fix's replacement as a text to edit, and the edits that come back.

Whole lines are edited, each piece under a mark that says which rows of which file it replaces.
"""

from __future__ import annotations

import ast
import contextlib
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdafix.model import Edit, Refusal, Span
from lambdafix.review.diff import rows, split
from lambdafix.review.visible import visible
from lambdafix.rewrite.errors import CannotRewriteError
from lambdafix.rewrite.marked import documents
from lambdafix.source import Source
from lambdafix.vcs import git

MARK = "#| "
_HEAD = (
    "Edit what the fix puts in place; save and quit to have it checked.",
    f'Lines that begin with "{MARK.strip()}" must stay; they are not written. Empty the file to change nothing.',
)
_EDITORS = ("VISUAL", "EDITOR")
_LAST_RESORT = "vi"


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines of one file, and what the fix makes of them."""

    path: str
    span: Span
    replacement: str


def pieces(edits: Sequence[Edit], sources: Callable[[str], Source]) -> tuple[Piece, ...]:
    """The edits of a fix, widened to whole lines; those that share a line are one piece."""
    found: list[Piece] = []
    for path in sorted({edit.path for edit in edits}):
        source = sources(path)
        groups: list[tuple[int, int, list[Edit]]] = []
        for edit in sorted({edit for edit in edits if edit.path == path}):
            first, last = _lines_of(source, edit)
            if groups and first < groups[-1][1]:
                first, last = groups[-1][0], max(groups[-1][1], last)
                groups[-1] = (first, last, [*groups[-1][2], edit])
            else:
                groups.append((first, last, [edit]))
        found += [_piece(source, start, end, group) for start, end, group in groups]
    return tuple(found)


def as_text(pieces: Sequence[Piece], sources: Callable[[str], Source]) -> str:
    """What the editor opens, with LF line ends."""
    lines = [f"{MARK}{line}\n" for line in _HEAD]
    for piece in pieces:
        source = sources(piece.path)
        first, last = rows(source, Edit(piece.path, piece.span, ""))
        place = f"in place of rows {first} to {last}" if piece.span.start < piece.span.end else f"before row {first}"
        lines.append(f"{MARK}{visible(piece.path)}, {place}:\n")
        body = re.sub(r"\r\n?", "\n", piece.replacement)
        lines.append(body if body.endswith("\n") or not body else body + "\n")
    return "".join(lines)


def from_text(
    text: str, pieces: Sequence[Piece], sources: Callable[[str], Source]
) -> tuple[Edit, ...] | Refusal | None:
    """The edits that the edited text means; None where nothing was changed."""
    if not text.strip() or text == as_text(pieces, sources):
        return None
    bodies: list[list[str]] = []
    marks = 0
    for line in split(text):
        if line.startswith(MARK.strip()):
            marks += 1
            bodies += [[]] if marks > len(_HEAD) else []
        elif bodies:
            bodies[-1].append(line)
    if len(bodies) != len(pieces):
        return Refusal(f'a line that begins with "{MARK.strip()}" was added or removed, so nothing is changed')
    return tuple(
        Edit(piece.path, piece.span, _as_in_file(sources(piece.path), piece, "".join(body)))
        for piece, body in zip(pieces, bodies, strict=True)
    )


def editor(root: Path) -> list[str] | Refusal:
    """The command of the person's editor: what git would start, but for what the repository at `root` wants started."""
    for name, command in _commands(root):
        if command.strip():
            try:
                return shlex.split(command)
            except ValueError as error:
                return Refusal(f"{name} cannot be read as a command: {error}")
    return Refusal("no editor is set, and there is no vi", "export EDITOR=nano, for one")


def _commands(root: Path) -> Iterator[tuple[str, str]]:
    yield from ((f"${name}", os.environ.get(name, "")) for name in _EDITORS)
    with contextlib.suppress(git.GitMissingError):
        yield "git's core.editor", git.own_setting(root, "core.editor")
    yield _LAST_RESORT, _LAST_RESORT if shutil.which(_LAST_RESORT) else ""


def syntax_error(
    text: str, pieces: Sequence[Piece], edits: Sequence[Edit], sources: Callable[[str], Source]
) -> Refusal | None:
    """What is no Python in a file with these edits, by its row in the edited `text` if that is where it lies."""
    for path in dict.fromkeys(piece.path for piece in pieces):
        after = sources(path).apply(tuple(edit for edit in edits if edit.path == path)).text
        try:
            _read(path, after)
        except CannotRewriteError as error:
            return Refusal(f"{visible(path)}: {error.reason}")
        except SyntaxError as error:
            row = _editor_row(text, pieces, edits, sources(path), error.lineno or 0)
            outside = f"row {error.lineno} of {visible(path)}, outside of your edit"
            return Refusal(f"{f'row {row} in the editor' if row else outside}: {error.msg}")
        except (ValueError, RecursionError, MemoryError) as error:
            return Refusal(f"{visible(path)} would be no Python: {error}")
    return None


def _read(path: str, text: str) -> None:
    """Raises SyntaxError, and `CannotRewriteError` for a template that cannot be read."""
    if path.endswith(".py"):
        ast.parse(text)
    else:
        documents(text)


def _editor_row(text: str, pieces: Sequence[Piece], edits: Sequence[Edit], source: Source, row: int) -> int:
    """The row in the editor of a row of the changed file, 0 where no piece holds it."""
    marks = [number for number, line in enumerate(split(text), 1) if line.startswith(MARK.strip())][len(_HEAD) :]
    added = 0
    for piece, edit, mark in zip(pieces, edits, marks, strict=True):
        if piece.path != source.path:
            continue
        first = source.position(piece.span.start).row + added
        rows_now = len(split(edit.content))
        if first <= row < first + rows_now:
            return mark + 1 + row - first
        added += rows_now - len(split(source.slice(piece.span)))
    return 0


def edit(text: str, command: Sequence[str]) -> str | Refusal:
    """`text` as the editor leaves it."""
    with tempfile.TemporaryDirectory(prefix="lambdafix-edit-") as folder:
        path = Path(folder, "replacement.py")
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        try:
            status = subprocess.run([*command, str(path)], check=False).returncode
        except OSError as error:
            return Refusal(f"{command[0]} cannot be started: {error.strerror}")
        if status:
            return Refusal(f"{command[0]} ended with status {status}, so nothing is changed")
        try:
            return path.read_bytes().decode("utf-8", "surrogateescape")
        except OSError as error:
            return Refusal(f"the edited text cannot be read: {error.strerror}")


def _lines_of(source: Source, edit: Edit) -> tuple[int, int]:
    """The offsets of the whole lines that an edit touches; none for lines inserted between two others."""
    first, last = rows(source, edit)
    start = source.line_starts[first - 1]
    whole = edit.span.start == edit.span.end == start and edit.content.endswith(("\n", "\r"))
    end = source.line_starts[last] if last < len(source.line_starts) else len(source.text)
    return (start, start) if whole else (start, end)


def _piece(source: Source, start: int, end: int, edits: Sequence[Edit]) -> Piece:
    local = tuple(Edit("", Span(e.span.start - start, e.span.end - start), e.content) for e in edits)
    return Piece(source.path, Span(start, end), Source("", source.text[start:end]).apply(local).text)


def _as_in_file(source: Source, piece: Piece, body: str) -> str:
    """With the file's own line ends, and none at the end where the file had none."""
    text = re.sub(r"\r\n?|\n", source.newline, body)
    if not piece.replacement.endswith(("\n", "\r")):
        text = text.removesuffix(source.newline)
    return text
