"""What can happen in a review, as values that survive a crash: one JSON object a line, replayed in order."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lambdafix.model import Edit, Span


class Verdict(enum.Enum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPPRESSED = "suppressed"
    """Rejected, and a comment in the source says why."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a fix. `seen` is the shape (`anchor.shape`) of the fix that was on the screen."""

    verdict: Verdict
    seen: str = ""
    twin: str = ""
    """Names the findings that only their order tells apart (`anchor.twin`)."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A review begins, or goes on where an earlier one stopped."""

    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions taken by one key press, by fingerprint; None asks again."""

    choices: tuple[tuple[str, Decision | None], ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """The person's own edits in place of a fix's; () is the fix's own again. `seen` is their shape (`anchor.shape`)."""

    fingerprint: str
    edits: tuple[Edit, ...]
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """The last `steps` decisions and edits taken back."""

    steps: int


@dataclass(frozen=True, slots=True)
class Moved:
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Writing:
    """What is about to be written: each file, the SHA-256 it will have, and the fixes in it.

    A crash may leave it undone or half done; `Written` says that it ended.
    """

    files: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """The fixes that are in the files now, and the SHA-256 of each file they are in."""

    fingerprints: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Discarded:
    """Everything decided since the review was opened is void."""


Event = Opened | Decided | Edited | Undone | Moved | Writing | Written | Discarded


class MalformedEventError(ValueError):
    """A line of the journal that says nothing we understand."""


def dumps(event: Event) -> str:
    """One line of JSON, in ASCII, without a line end."""
    return json.dumps({"event": type(event).__name__.lower(), **_fields(event)}, separators=(",", ":"))


def loads(line: str) -> Event:
    """Raises `MalformedEventError`."""
    try:
        fields = json.loads(line)
        return _event(fields.pop("event"), fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedEventError(f"not an event: {line[:80]!r}") from error


def _fields(event: Event) -> Mapping[str, object]:
    match event:
        case Opened(resumed):
            return {"resumed": resumed}
        case Decided(choices):
            return {"choices": [[mark, _decision_fields(decision)] for mark, decision in choices]}
        case Edited(fingerprint, edits, seen):
            spans = [[edit.path, edit.span.start, edit.span.end, edit.content] for edit in edits]
            return {"fingerprint": fingerprint, "edits": spans, "seen": seen}
        case Undone(steps):
            return {"steps": steps}
        case Moved(fingerprint):
            return {"fingerprint": fingerprint}
        case Writing(files):
            return {"files": [[path, digest, list(marks)] for path, digest, marks in files]}
        case Written(fingerprints, files):
            return {"fingerprints": list(fingerprints), "files": [list(file) for file in files]}
        case Discarded():
            return {}


def _decision_fields(decision: Decision | None) -> Mapping[str, str] | None:
    if decision is None:
        return None
    optional = {"seen": decision.seen, "twin": decision.twin, "reason": decision.reason}
    return {"verdict": decision.verdict.value, **{key: value for key, value in optional.items() if value}}


def _event(kind: str, fields: Mapping[str, object]) -> Event:
    match kind, fields:
        case "opened", {"resumed": bool(resumed)}:
            return Opened(resumed)
        case "decided", {"choices": list(choices)}:
            return Decided(tuple((_string(mark), _decision(decision)) for mark, decision in choices))
        case "edited", {"fingerprint": str(fingerprint), "edits": list(edits), "seen": str(seen)}:
            return Edited(fingerprint, tuple(_edit(*edit) for edit in edits), seen)
        case "undone", {"steps": int(steps)} if steps > 0:
            return Undone(steps)
        case "moved", {"fingerprint": str(fingerprint)}:
            return Moved(fingerprint)
        case "writing", {"files": list(files)}:
            return Writing(tuple((_string(path), _string(digest), _strings(marks)) for path, digest, marks in files))
        case "written", {"fingerprints": list(fingerprints), "files": list(files)}:
            hashes = tuple((_string(path), _string(digest)) for path, digest in files)
            return Written(tuple(map(_string, fingerprints)), hashes)
        case "discarded", _:
            return Discarded()
    raise ValueError(kind)


def _decision(fields: Mapping[str, object] | None) -> Decision | None:
    if fields is None:
        return None
    seen, twin, reason = (_string(fields.get(key, "")) for key in ("seen", "twin", "reason"))
    return Decision(Verdict(fields["verdict"]), seen, twin, reason)


def _edit(path: object, start: object, end: object, content: object) -> Edit:
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end:
        raise ValueError("not a span")
    return Edit(_string(path), Span(start, end), _string(content))


def _strings(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(_string(value) for value in values)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value
