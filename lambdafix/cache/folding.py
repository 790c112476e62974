"""Texts about a file, kept without what they quote of it.

A word that stands in the file is kept as its place there, so that nothing of the file's own, a credential least of all,
lies in the folder of answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from lambdafix.model import Edit

T = TypeVar("T")

_WORD = re.compile(r"[^\s\"'`(){}\[\],;]{4,}")
_PLACE = re.compile("\0(\\d+) (\\d+)\0")
_PARTS = re.compile(r"[^0-9A-Za-z]+")
_PART = re.compile(r"\w{2,}")
_SIGNS = ".:;,!?<>=*/|~-"
_MIXED = re.compile(r"[A-Za-z]+\d+[A-Za-z]+\d|\d+[A-Za-z]+\d+[A-Za-z]")
_BOTH = re.compile(r"[A-Za-z]\d|\d[A-Za-z]")
_LONGEST_NUMBERED = 15
_SHORTEST_MIXED = 8
_PLAIN = frozenset({"code", "declared_in", "path", "fingerprint", "fingerprints"})
"""Fields that hold no text of a file."""


class NotKeptError(Exception):
    """Something that must not lie in a folder, or could not be told from what is put in its place."""


def fold(value: T, text_of: Callable[[str], str], path: str, names: Container[str] = ()) -> T:
    """`value` with the words of its texts that stand in the file at `path`, an edit's in the file it edits, as places.

    `names` are words that are no credentials whatever they look like: those of paths. Raises `NotKeptError`.
    """
    return _changed(value, lambda text, path: _folded(text, text_of(path), names), path)  # type: ignore[return-value]


def unfold(value: T, text_of: Callable[[str], str], path: str) -> T:
    """What `fold` was given. Raises ValueError for a place outside of the file."""
    return _changed(value, lambda text, path: _unfolded(text, text_of, path), path)  # type: ignore[return-value]


def _changed(value: object, change: Callable[[str, str], str], path: str) -> object:
    if isinstance(value, str):
        return change(value, path)
    if isinstance(value, tuple):
        return tuple(_changed(item, change, path) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        path = value.path if isinstance(value, Edit) else path
        held = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _PLAIN}
        new = {name: _changed(old, change, path) for name, old in held.items() if old}
        return replace(value, **{name: one for name, one in new.items() if one is not held[name]})
    return value


def _folded(text: str, source: str, names: Container[str]) -> str:
    if "\0" in text:
        raise NotKeptError
    return _WORD.sub(lambda word: _place(word[0], source) or _parts(word[0], source, names), text)


def _place(word: str, source: str) -> str:
    start = source.find(word)
    return f"\0{start} {len(word)}\0" if start >= 0 else ""


def _parts(word: str, source: str, names: Container[str]) -> str:
    """A word that does not stand in the file: what is between its signs may, and so may it without those around it."""
    core = word.strip(_SIGNS)
    if core != word and (place := _place(core, source)):
        return word.replace(core, place, 1)
    return _PART.sub(lambda part: _place(part[0], source) or _checked(part[0], names), word)


def _checked(part: str, names: Container[str]) -> str:
    if part not in names and may_be_credential(part):
        raise NotKeptError
    return part


def names_of(paths: Iterable[str]) -> frozenset[str]:
    """The words that paths are made of."""
    return frozenset(word for path in paths for word in _PART.findall(path))


def may_be_credential(word: str) -> bool:
    """Whether a word is none that people write: letters and digits mixed, or a long one with digits."""
    return any(
        (len(part) > _LONGEST_NUMBERED and _BOTH.search(part)) or (len(part) >= _SHORTEST_MIXED and _MIXED.search(part))
        for part in _PARTS.split(word)
    )


def _unfolded(text: str, text_of: Callable[[str], str], path: str) -> str:
    return _PLACE.sub(lambda place: _taken(place, text_of(path)), text) if "\0" in text else text


def _taken(place: re.Match[str], source: str) -> str:
    start, length = int(place[1]), int(place[2])
    if start + length > len(source):
        raise ValueError("a place outside of the file")
    return source[start : start + length]
