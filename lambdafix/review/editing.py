"""A fix's replacement as a text to edit, and the edits that come back.

Whole lines are edited, each piece under a mark that says which rows of which file it replaces.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdafix.model import Edit, Refusal, Span
from lambdafix.review.diff import rows, split
from lambdafix.review.visible import visible
from lambdafix.source import Source

MARK = "#| "
_HEAD = (
    "Edit what the fix puts in place; save and quit to have it checked.",
    f'Lines that begin with "{MARK.strip()}" must stay; they are not written. Empty the file to change nothing.',
)
_EDITORS = ("VISUAL", "EDITOR")


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


def editor() -> list[str] | Refusal:
    """The command of the person's editor."""
    for name in _EDITORS:
        if command := os.environ.get(name, "").strip():
            try:
                return shlex.split(command)
            except ValueError as error:
                return Refusal(f"${name} cannot be read as a command: {error}")
    return Refusal("neither $VISUAL nor $EDITOR is set", "export EDITOR=nano, for one")


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
