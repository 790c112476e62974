"""`.lambdafix/baseline.json`: the findings a project lives with for now, so that only new ones are reported.

Entries are keyed by fingerprint, and so survive moved lines. The file is meant to be committed: sorted, one
entry a line group.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lambdafix import regular
from lambdafix.errors import UsageError
from lambdafix.model import Finding
from lambdafix.vcs import disk
from lambdafix.vcs.state import FOLDER

NAME = f"{FOLDER}/baseline.json"
_VERSION = 1


@dataclass(frozen=True, slots=True, order=True)
class Accepted:
    """Findings that share a fingerprint, `count` of them; the rest is for people who read the file."""

    path: str
    code: str
    function: str
    fingerprint: str
    count: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings against a baseline."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    stale: tuple[Accepted, ...]
    """What is in the baseline and no longer found; `count` says how many of each."""


def load(root: Path) -> tuple[Accepted, ...]:
    """The baseline of the project at `root`. Raises `UsageError` where there is none that can be read."""
    file = root / NAME
    try:
        data = json.loads(regular.read(file, regular.RECORDS_LIMIT))
        if data["version"] != _VERSION:
            raise UsageError(f"{file} has version {data['version']}, and this lambdafix reads {_VERSION}")
        return tuple(sorted(_accepted(row) for row in data["findings"]))
    except FileNotFoundError:
        raise UsageError(f"there is no {file}; lambdafix baseline writes it") from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UsageError(f"{file} is not a baseline ({error}); lambdafix baseline writes it anew") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def save(root: Path, findings: Iterable[Finding]) -> tuple[Accepted, ...]:
    """Accept `findings` as they are; the baseline before is replaced. Raises `UsageError`."""
    entries = _counted(findings)
    file = root / NAME
    if file.is_symlink() or file.parent.is_symlink():
        raise UsageError(f"{file} is reached by a symbolic link, which lambdafix does not follow")
    text = json.dumps({"version": _VERSION, "findings": [asdict(entry) for entry in entries]}, indent=1)
    try:
        file.parent.mkdir(exist_ok=True)
        disk.replace(file, f"{text}\n".encode())
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from error
    return entries


def compare(
    accepted: Iterable[Accepted], findings: Sequence[Finding], looked_at: Callable[[Accepted], bool] = lambda _: True
) -> Compared:
    """Which findings are new: of those with one fingerprint the first `count` are known.

    `looked_at` says whether this run would have reported an entry at all; one that was left out is not stale.
    """
    entries = tuple(accepted)
    left = Counter({entry.fingerprint: entry.count for entry in entries})
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        (known if left[finding.fingerprint] > 0 else new).append(finding)
        left[finding.fingerprint] -= 1
    stale = (
        Accepted(entry.path, entry.code, entry.function, entry.fingerprint, left[entry.fingerprint])
        for entry in entries
        if left[entry.fingerprint] > 0 and looked_at(entry)
    )
    return Compared(tuple(new), tuple(known), tuple(stale))


def _accepted(row: dict[str, object]) -> Accepted:
    count = row["count"]
    if not isinstance(count, int) or count < 1:
        raise ValueError(f"count {count!r} is not a positive number")
    path, code, function, fingerprint = (str(row[name]) for name in ("path", "code", "function", "fingerprint"))
    return Accepted(path, code, function, fingerprint, count)


def _counted(findings: Iterable[Finding]) -> tuple[Accepted, ...]:
    seen = list(findings)
    counts = Counter(finding.fingerprint for finding in seen)
    first = {finding.fingerprint: finding for finding in reversed(seen)}
    return tuple(sorted(Accepted(f.path, f.code, f.function, mark, counts[mark]) for mark, f in first.items()))
