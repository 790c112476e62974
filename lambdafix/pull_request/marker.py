"""What a pull request of ours carries in its text, unseen: that it is ours, which fixes it holds, what was pushed.

A pull request is known by this and by lying on a branch of the project itself, never by its author: accounts of bots
are renamed, and anybody may write such a text into a pull request from a fork.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lambdafix.errors import UsageError

BEGIN, END = "<!-- lambdafix:begin -->", "<!-- lambdafix:end -->"
"""What we wrote, and write anew. What people add before and after stays."""
MOST_FIXES = 3_000
_MARKER = re.compile(r"<!-- lambdafix:pull-request (\{[^\n]*\}) -->")
_OURS = re.compile(rf"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_BYTES = 8


@dataclass(frozen=True, slots=True)
class Marker:
    fixes: frozenset[str]
    """Fingerprints."""
    pushed: tuple[str, ...] = ()
    """Commits that the branch may end with as our own doing, the latest last."""
    done: bool = False
    """Closed by ourselves, because nothing was left to fix."""


def dumps(marker: Marker) -> str:
    """The comment that holds `marker`. Raises `UsageError` for more fixes than a text can name."""
    if len(marker.fixes) > MOST_FIXES:
        raise UsageError(
            f"{len(marker.fixes):,} fixes are more than one pull request can name ({MOST_FIXES:,}); "
            "name a folder, or --select some rules"
        )
    fields = {"fixes": _packed(marker.fixes), "pushed": list(marker.pushed), "done": marker.done}
    return f"<!-- lambdafix:pull-request {json.dumps(fields)} -->"


def loads(body: str) -> Marker | None:
    """The marker in the text of a pull request, None where it is none of ours."""
    found = _MARKER.search(body.replace("\r\n", "\n"))
    if found is None:
        return None
    try:
        match json.loads(found[1]):
            case {"fixes": str(fixes), "pushed": list(pushed), "done": bool(done)}:
                return Marker(_unpacked(fixes), tuple(map(str, pushed)), done)
    except (ValueError, RecursionError):
        pass
    return None


def exchanged(body: str, marker: Marker) -> str:
    """`body` with `marker` for the one in it."""
    return _MARKER.sub(lambda _: dumps(marker), body.replace("\r\n", "\n"), count=1)


def replaced(body: str, ours: str) -> str:
    """`body` with our part exchanged for `ours`; behind it where somebody deleted ours."""
    body = body.replace("\r\n", "\n")
    if _OURS.search(body):
        return _OURS.sub(lambda _: ours, body, count=1)
    return f"{body.rstrip()}\n\n{ours}" if body.strip() else ours


def _packed(fixes: Iterable[str]) -> str:
    """Fingerprints in two thirds of their length."""
    assert all(map(_FINGERPRINT.fullmatch, fixes)), "a fingerprint is 16 hexadecimal digits"
    return base64.b64encode(bytes.fromhex("".join(sorted(fixes)))).decode()


def _unpacked(text: str) -> frozenset[str]:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base 64") from error
    return frozenset(raw[at : at + _BYTES].hex() for at in range(0, len(raw), _BYTES))
