"""Text of a scanned project as Markdown that says what it says and does nothing: no mention, no link, no markup.

Forges link references after they have read the Markdown, so that a backslash does not keep `@name` from notifying
somebody: a zero-width space does. Inside code nothing is linked. https://github.github.com/gfm/
"""

from __future__ import annotations

import re

from lambdafix.report.printable import printable

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&$]|^[-+=]|^\d+[.)]")
_REFERENCE = re.compile(r"(?<=[@#!$%~&^])(?=\w)|(?<=://)|(?<=\bwww\.)|(?<=\bGH-)", re.IGNORECASE)
_HASH = re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{7,40}\b")
"""What a forge would link as a commit."""
_SIX = re.compile(r".{1,6}")
_TICKS = re.compile(r"`+")
_ZERO_WIDTH = "\u200b"


def text(given: str) -> str:
    """One line of prose. Code in backticks stays code."""
    parts = printable(" ".join(given.split())).split("`")
    if len(parts) % 2 == 0:
        return _escaped("`".join(parts))
    return "".join(code(part) if number % 2 else _escaped(part) for number, part in enumerate(parts))


def code(given: str) -> str:
    """An inline code span, in a table, too."""
    shown = _unmarked(printable(given)).replace("|", "\\|")
    if not shown.strip():
        return ""
    fence = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    gap = " " if "`" in shown else ""
    return f"{fence}{gap}{shown}{gap}{fence}"


def block(given: str, language: str = "") -> str:
    """A fenced block; the fence is longer than any in the text."""
    lines = [_unmarked(printable(line)) for line in given.removesuffix("\n").split("\n")]
    fence = "`" * max(3, *(len(ticks) + 1 for line in lines for ticks in _TICKS.findall(line)), 3)
    return "\n".join([f"{fence}{language}", *lines, fence])


def folded(summary: str, content: str) -> str:
    """`content`, hidden until it is asked for; `summary` is Markdown of one line."""
    return f"<details>\n<summary>{summary}</summary>\n\n{content}\n\n</details>"


def _unmarked(given: str) -> str:
    """Code that looks like the comments by which we know our own text is not taken for one."""
    return given.replace("<!-- lambdafix:", f"<!-- lambdafix{_ZERO_WIDTH}:")


def _escaped(given: str) -> str:
    cut = _REFERENCE.sub(_ZERO_WIDTH, given)
    cut = _HASH.sub(lambda match: _ZERO_WIDTH.join(_SIX.findall(match[0])), cut)
    return _MARKUP.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", cut)
