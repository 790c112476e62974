"""A Python file as bytes, as text, and the exact way back.

Rows follow Python's own tokenizer: a line ends at LF, CR LF or CR, and nowhere else (`str.splitlines` also breaks at
form feeds and U+2028).
"""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from lambdafix.model import Edit, Position, Skipped, Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _declared_coding(raw: bytes) -> str:
    """The coding that Python would read `raw` in, "utf-8" also where there is a byte order mark.

    Raises SyntaxError for one that is unknown, or contradicts the mark.
    """
    head = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in raw else raw
    encoding, _ = tokenize.detect_encoding(io.BytesIO(head).readline)
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _undecodable(path: str, error: UnicodeDecodeError) -> Skipped:
    raw = error.object
    row = raw[: error.start].count(b"\n") + 1
    byte = f"byte {raw[error.start]:#04x}" if error.start < len(raw) else "the end of the file"
    return Skipped(path, f"{byte} is not valid {error.encoding}; declare the file's coding", row)


class EditError(ValueError):
    """Edits overlap or reach outside the text."""


@dataclass(frozen=True)
class Source:
    """One file's text with what is needed to write it back byte for byte.

    `text` is the decoded content without its byte order mark, line endings untouched.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False

    @classmethod
    def decode(cls, path: str, raw: bytes) -> Source | Skipped:
        """The file's text, or why Python itself could not read it."""
        if raw.startswith(_UTF16_BOMS):
            return Skipped(path, "encoded as UTF-16, which Python does not read; save it as UTF-8", 1)
        if b"\0" in raw:
            row = raw[: raw.index(b"\0")].count(b"\n") + 1
            return Skipped(path, "contains a NUL byte, so Python cannot compile it", row)
        bom = raw.startswith(codecs.BOM_UTF8)
        try:
            encoding = _declared_coding(raw)
            source = cls(path, raw[len(codecs.BOM_UTF8) * bom :].decode(encoding), encoding, bom)
        except UnicodeDecodeError as error:
            return _undecodable(path, error)
        except (SyntaxError, LookupError, ValueError) as error:
            return Skipped(path, f"coding cannot be used: {error}", 1)
        return source if encoding == "utf-8" else source._unless_lossy(raw)

    def _unless_lossy(self, raw: bytes) -> Source | Skipped:
        """This file, or why it is left out: its coding makes something else than text of it, or would not give `raw`
        back.
        """
        if found := _NO_TEXT.search(self.text):
            reason = f"read as {self.encoding} it holds U+{ord(found[0]):04X}, which is no text; save it as UTF-8"
            return Skipped(self.path, reason, self.position(found.start()).row)
        try:
            same = self.encode() == raw
        except ValueError:
            same = False
        reason = f"{self.encoding} cannot write back every byte that it reads here; save it as UTF-8"
        return self if same else Skipped(self.path, reason, 1)

    def encode(self) -> bytes:
        """The file's bytes. Raises `UnicodeError` where an edit brought what its coding cannot write."""
        body = self.text.encode(self.encoding)
        return codecs.BOM_UTF8 + body if self.bom else body

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in _LINE_END.finditer(self.text)))

    @cached_property
    def newline(self) -> str:
        """The first line ending of the file, "\\n" where it has none."""
        match = _LINE_END.search(self.text)
        return match.group() if match else "\n"

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()

    def offset(self, row: int, utf8_column: int) -> int:
        """The character offset of an `ast` position (row from 1, column in UTF-8 bytes from 0)."""
        start = self.line_starts[row - 1]
        if self._is_ascii:
            return start + utf8_column
        head = self.text[start : start + utf8_column]
        if head.isascii():
            return start + utf8_column
        line = self.text[start : start + utf8_column].encode("utf-8", "surrogatepass")[:utf8_column]
        return start + len(line.decode("utf-8", "surrogatepass"))

    def character_offset(self, row: int, column: int) -> int:
        """The character offset of a libcst position (row from 1, column in characters from 0)."""
        return self.line_starts[row - 1] + column

    def position(self, offset: int) -> Position:
        row = bisect_right(self.line_starts, offset)
        return Position(row, offset - self.line_starts[row - 1] + 1)

    def line(self, row: int) -> str:
        """The text of a row with its line ending."""
        end = self.line_starts[row] if row < len(self.line_starts) else len(self.text)
        return self.text[self.line_starts[row - 1] : end]

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def apply(self, edits: tuple[Edit, ...]) -> Source:
        """This file after `edits`, an identical edit counted once.

        Raises `EditError` where two edits overlap, insert different text at one place, or leave the text.
        """
        ordered = sorted(set(edits))
        parts, reached, last_insert = [], 0, -1
        for edit in ordered:
            start, end = edit.span.start, edit.span.end
            if start < reached or not start <= end <= len(self.text) or start == last_insert == end:
                raise EditError(f"{self.path}: edits collide at {self.position(min(start, len(self.text)))}")
            parts += [self.text[reached:start], edit.content]
            last_insert = start if start == end else -1
            reached = end
        parts.append(self.text[reached:])
        return replace(self, text="".join(parts))
