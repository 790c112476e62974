"""Put fixes into the working tree: what git says is looked at, the old files are saved, then they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lambdafix.model import Refusal, Rewrite
from lambdafix.vcs import state, status, undo, write
from lambdafix.vcs.disk import Step, silent
from lambdafix.vcs.write import Applied, Unwritten


def fix(
    root: Path,
    rewrites: Sequence[Rewrite],
    *,
    allow_dirty: bool = False,
    left_out: Mapping[str, Refusal] | None = None,
    label: str = "lambdafix fix",
    step: Step = silent,
) -> Applied:
    """Write the files that may be written, after a snapshot that `lambdafix undo` takes back under `label`.

    `left_out` says which files the caller wants to be refused, and why.
    Raises `BusyError`, `GitError` and `OSError`; then nothing has been written.
    """
    place = state.locate(root)
    guarded = status.guard(place.repository, root, [rewrite.path for rewrite in rewrites], allow_dirty)
    guarded |= left_out or {}
    guarded |= write.linked(rewrites, guarded)

    def save(ready: Sequence[Rewrite]) -> None:
        undo.snapshot(place, root, ready, label)

    with state.exclusive(place):
        ready = [rewrite for rewrite in rewrites if rewrite.path not in guarded]
        applied = write.apply_locked(place, root, ready, before_writing=save, step=step)
    refused = tuple(Unwritten(path, refusal) for path, refusal in guarded.items())
    return replace(applied, refused=(*refused, *applied.refused))
