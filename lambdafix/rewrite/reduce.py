"""From a replaced stretch of text to the least that was changed in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from lambdafix.model import Edit, Span

_ROW = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def reduced(path: str, start: int, old: str, new: str) -> Iterator[Edit]:
    """Edits that turn `old`, which begins at offset `start` of `path`, into `new`.

    Whole rows that stay lie outside every edit; a changed row is edited from its first changed character to its last.
    """
    old_rows, new_rows = _ROW.findall(old), _ROW.findall(new)
    matcher = difflib.SequenceMatcher(None, old_rows, new_rows, autojunk=False)
    offsets = [0]
    for row in old_rows:
        offsets.append(offsets[-1] + len(row))
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            continue
        at = start + offsets[old_from]
        if old_to - old_from == new_to - new_from:
            for before, after in zip(old_rows[old_from:old_to], new_rows[new_from:new_to], strict=True):
                yield from _trimmed(path, at, before, after)
                at += len(before)
        else:
            yield from _trimmed(path, at, "".join(old_rows[old_from:old_to]), "".join(new_rows[new_from:new_to]))


def by_rows(path: str, old: str, new: str) -> Iterator[Edit]:
    """Edits of whole rows that turn a file's text into another."""
    old_rows, new_rows = _ROW.findall(old), _ROW.findall(new)
    offsets = [0]
    for row in old_rows:
        offsets.append(offsets[-1] + len(row))
    matcher = difflib.SequenceMatcher(None, old_rows, new_rows, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            yield Edit(path, Span(offsets[old_from], offsets[old_to]), "".join(new_rows[new_from:new_to]))


def _trimmed(path: str, start: int, old: str, new: str) -> Iterator[Edit]:
    if old == new:
        return
    if not old or not new:
        yield Edit(path, Span(start, start + len(old)), new)
        return
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    head, tail = _outside_line_ends(old, head, tail)
    yield Edit(path, Span(start + head, start + len(old) - tail), new[head : len(new) - tail])


def _shared(left: str, right: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = zip(left, right, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _outside_line_ends(old: str, head: int, tail: int) -> tuple[int, int]:
    """Keeps a CR LF in one piece."""
    if old[head - 1 : head] == "\r":
        head -= 1
    if tail and old[len(old) - tail] == "\n" and old[len(old) - tail - 1 : len(old) - tail] == "\r":
        tail -= 1
    return head, tail
