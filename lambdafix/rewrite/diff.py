"""A unified diff that `git apply` takes as it is, from the root of the repository and from below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambdafix.model import Rewrite
from lambdafix.rewrite.alike import Rows

CONTEXT = 3
_NO_NEWLINE = b"\\ No newline at end of file\n"
_PLAIN_NAME = re.compile(rb"[ !#-\[\]-~]*")
_ESCAPES = {ord("\a"): "a", ord("\b"): "b", ord("\t"): "t", ord("\n"): "n", ord("\v"): "v", ord("\f"): "f"}
_ESCAPES |= {ord("\r"): "r", ord('"'): '"', ord("\\"): "\\"}


def unified(rewrite: Rewrite) -> bytes:
    """The diff of one file in git's own form; b"" where nothing changed.

    Lines end at LF alone, as for git. `rewrite.path` counts from the top of the repository; with quotes, backslashes,
    control or non-ASCII bytes in it, it is quoted as git does.
    """
    if rewrite.before == rewrite.after:
        return b""
    name = rewrite.path.encode("utf-8", "surrogateescape")
    old, new = _quoted(b"a/" + name), _quoted(b"b/" + name)
    # git reads a name with spaces up to the tab
    end = b"\t\n" if b" " in name and not old.startswith(b'"') else b"\n"
    header = b"diff --git %s %s\n--- %s%s+++ %s%s" % (old, new, old, end, new, end)
    return header + b"".join(_hunks(_rows(rewrite.before), _rows(rewrite.after)))


def _rows(content: bytes) -> list[bytes]:
    rows = content.split(b"\n")
    return [*(row + b"\n" for row in rows[:-1]), *filter(None, rows[-1:])]


def _hunks(old: list[bytes], new: list[bytes]) -> Iterator[bytes]:
    # what is alike at both ends is set aside, since the comparison takes time in the square of the rows
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-tail - 1] == new[-tail - 1]:
        tail += 1
    skipped = max(0, head - CONTEXT)
    kept = max(0, tail - CONTEXT)
    old, new = old[skipped : len(old) - kept], new[skipped : len(new) - kept]
    matcher = Rows(old, new)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        ranges = _range(skipped, first[1], last[2]), _range(skipped, first[3], last[4])
        yield b"@@ -%s +%s @@\n" % ranges
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                yield from (_row(b" ", row) for row in old[old_from:old_to])
            else:
                yield from (_row(b"-", row) for row in old[old_from:old_to])
                yield from (_row(b"+", row) for row in new[new_from:new_to])


def _row(sign: bytes, row: bytes) -> bytes:
    return sign + row if row.endswith(b"\n") else sign + row + b"\n" + _NO_NEWLINE


def _range(skipped: int, start: int, end: int) -> bytes:
    length = end - start
    first = skipped + start + (1 if length else 0)
    return b"%d" % first if length == 1 else b"%d,%d" % (first, length)


def _quoted(name: bytes) -> bytes:
    if _PLAIN_NAME.fullmatch(name):
        return name
    escaped = (
        f"\\{_ESCAPES[byte]}" if byte in _ESCAPES else chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"
        for byte in name
    )
    return b'"%s"' % "".join(escaped).encode("ascii")
