"""An analysis from what is kept, where nothing that it hangs on has changed; else anew, and kept."""

from __future__ import annotations

import errno
import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property

from lambdafix import engine, regular
from lambdafix.cache.answer import Answer, decode, encode, restored
from lambdafix.cache.folder import Folder
from lambdafix.cache.folding import NotKeptError
from lambdafix.cache.state import Contents, are_older, question, state
from lambdafix.engine import Analysis, Request
from lambdafix.model import Finding
from lambdafix.project.files import Discovery

_OURS = "lambdafix.codemods."


@dataclass
class Cache:
    folder: Folder
    trouble: str = ""
    """Why the folder cannot be used: that is found out once a run, and told once."""

    def analyse(self, request: Request, scope: str = "") -> Analysis:
        """As `engine.analyse`. `scope` says in a text what `request.keep` keeps.

        What other people's codemods say is not kept: nobody knows what it hangs on.
        """
        if self.trouble or not all(type(codemod).__module__.startswith(_OURS) for codemod in request.codemods):
            return engine.analyse(request)
        began = time.time_ns()
        run = _Run(request, began, engine.discover(request), self.folder)
        asked = question(request, scope)
        before = run.contents()
        now = state(run.discovery, before)
        try:
            raw = self.folder.read(asked, now)
        except OSError as error:
            self._tell(error)
            raw = None
        known = run.restored(raw, before) if raw is not None else None
        return known if known is not None else self._anew(run, asked, now)

    def _anew(self, run: _Run, asked: str, now: str) -> Analysis:
        hold = _Asked(run.request)
        analysis = engine.analyse(hold.request, run.discovery)
        if self.trouble or hold.answer:
            return analysis
        try:
            answer = run.answer(analysis, hold.was_asked) if analysis.reads.is_all else None
            if answer is not None and state(run.discovery, run.contents()) == now:
                self.folder.write(asked, now, answer)
        except NotKeptError:
            pass
        except OSError as error:
            self._tell(error)
        return analysis

    def _tell(self, error: OSError) -> None:
        self.trouble = (
            f"warning: nothing is kept for the next run: {self.folder.path}: {error.strerror or error}; "
            "--no-cache does without"
        )


class _Asked:
    """Notes whether a run asked what to hold back, and what the answer was."""

    def __init__(self, request: Request) -> None:
        self._hold = request.hold
        self.was_asked = False
        self.answer: AbstractSet[str] = frozenset()
        self.request = replace(request, hold=self._noted) if request.hold else request

    def _noted(self, findings: Sequence[Finding]) -> AbstractSet[str]:
        assert self._hold is not None
        self.was_asked = True
        self.answer = self._hold(findings)
        return self.answer


@dataclass(frozen=True)
class _Run:
    request: Request
    began: int
    """Nanoseconds since the epoch."""
    discovery: Discovery
    folder: Folder

    @cached_property
    def _files(self) -> frozenset[str]:
        """What every run reads."""
        return frozenset((*self.discovery.python, *self.discovery.templates))

    def contents(self) -> Contents:
        return self._of(sorted(self._files))

    def _of(self, paths: Sequence[str]) -> Contents:
        return Contents.of(self.request.root, paths, self.request.overlay)

    def _more(self, reads: engine.Reads) -> tuple[str, ...]:
        return (*reads.included, *(self.discovery.beside if reads.beside else ()))

    def answer(self, analysis: Analysis, held: bool) -> bytes:
        """Raises `NotKeptError`, also where one of these files changed while the run went on, and OSError."""
        more = self._more(analysis.reads)
        digest = self._of(more).digest()
        if not are_older(self.request.root, more, self.began):  # nobody knew before that they would be read
            raise NotKeptError
        return encode(analysis, self._read, sorted(self._files), more, digest, held)

    def restored(self, raw: bytes, contents: Contents) -> Analysis | None:
        answer = decode(raw)
        if answer is None or self._of(answer.more).digest() != answer.more_digest:
            return None
        try:
            analysis = restored(answer, self.request.root, self._read)
        except OSError:
            return None
        if analysis is None or not self._is_unchanged(answer, contents):
            return None
        if answer.held and self.request.hold and self.request.hold(analysis.findings):
            return None
        return analysis

    def _is_unchanged(self, answer: Answer, contents: Contents) -> bool:
        """Whether the files that the answer was put together from were still those that it was looked up by."""
        again = self._of([path for path in sorted(answer.read()) if path in contents.digests])
        return all(contents.digests[path] == digest for path, digest in again.digests.items())

    def _read(self, path: str) -> bytes:
        """No other file's content: an answer that quoted it would not be found to have changed with it."""
        if path not in self._files:
            raise FileNotFoundError(errno.ENOENT, "not looked at", path)
        held = self.request.overlay.get(path)
        return held if held is not None else regular.read(self.request.root / path)
