"""The second pass over many files, here or spread over an executor."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import Users
from lambdafix.codemod import Codemod
from lambdafix.engine.converge import applied_without_asking
from lambdafix.engine.detect import Examiner, Rewriting, secret_values, secrets_touched
from lambdafix.engine.scan import parse
from lambdafix.engine.texts import Texts, UnreadableError
from lambdafix.model import Finding, Skipped
from lambdafix.rules import registry, suppressions
from lambdafix.settings.config import Config

WORTH_SPREADING = 48
"""Files from which on it pays to send the program to other processes."""
CHUNKS = 8


@dataclass(frozen=True, slots=True)
class Examined:
    """What the rules say of some files."""

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    comments: tuple[tuple[str, tuple[suppressions.Suppression, ...]], ...] = ()
    """(path, the suppressions in it) for each file."""
    secrets: frozenset[str] = frozenset()
    beside: bool = False
    """Whether the files that are not analysed were searched for it."""
    further: frozenset[str] = frozenset()
    """Files and folders that were read for it to learn what is required."""

    @classmethod
    def all(cls, parts: Sequence[Examined]) -> Examined:
        return cls(
            tuple(finding for part in parts for finding in part.findings),
            tuple(skipped for part in parts for skipped in part.skipped),
            tuple(comment for part in parts for comment in part.comments),
            frozenset[str]().union(*(part.secrets for part in parts)),
            any(part.beside for part in parts),
            frozenset[str]().union(*(part.further for part in parts)),
        )


@dataclass(frozen=True)
class Examination:
    """The linked program with all that examining one of its files takes. Pickled, where the codemods are bundled."""

    texts: Texts
    program: Program
    users: Users
    suspicions: Mapping[str, frozenset[str]]
    """Path -> codes of the rules to ask, for each file worth asking about."""
    config: Config
    codemods: tuple[Codemod[Any], ...]
    rewrites: bool = True
    """Whether findings get fixes at all."""

    def _is_applied(self, finding: Finding) -> bool:
        return applied_without_asking(finding, self.config)

    def run(
        self,
        paths: Sequence[str],
        wanted: Callable[[Finding], bool] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Examined:
        """Examine `paths` in this process.

        With `wanted`, only the findings it holds for get a fix, and the caller verifies it; otherwise all do, and those
        are verified here that are not applied without asking.
        """
        rewriting = Rewriting(wanted, wanted) if wanted else Rewriting(lambda _: self.rewrites, self._is_applied)
        examiner = Examiner(self.texts, rewriting)

        @lru_cache(maxsize=32)  # neighbours are asked for again and again; all trees at once would not fit
        def parsed(path: str) -> Module | Skipped:
            try:
                source = self.texts.source(path)
            except UnreadableError as error:
                return Skipped(path, error.reason)
            tree = parse(source)
            if isinstance(tree, Skipped):
                return tree
            return Module(source, tree, self.program, self.users, self.config, opened)

        def opened(path: str) -> Module | None:
            module = parsed(path) if path in self.program.files else None
            return module if isinstance(module, Module) else None

        examined: list[Examined] = []
        for done, path in enumerate(paths, 1):
            if progress:
                progress(done, len(paths))
            try:
                asked = self._shown(path)
            except UnreadableError as error:
                examined.append(Examined(skipped=(Skipped(path, error.reason),)))
                continue
            module = parsed(path) if asked else None
            if isinstance(module, Skipped):
                examined.append(Examined(skipped=(module,)))
            if not isinstance(module, Module):
                continue
            found, failed = examiner.examine(module, asked)
            kept = tuple(f for f in found if not self.config.ignores(path, f.code, f.name))
            secrets = secret_values(module).union(*(secrets_touched(module, f.fix) for f in kept if f.fix))
            examined.append(Examined(kept, tuple(failed), ((path, suppressions.read(module.source)),), secrets))
        outsiders, packages = self.program.outsiders, self.program.packages
        searched = outsiders is not None and outsiders.searched
        further = frozenset(packages.consulted) if packages is not None else frozenset()
        return Examined.all([*examined, Examined(beside=searched, further=further)])

    def _shown(self, path: str) -> list[Codemod[Any]]:
        """The suspecting rules for which the file's bytes hold evidence. Raises `UnreadableError`."""
        try:
            raw = self.texts.raw(path)
        except OSError as error:
            raise UnreadableError(path, f"cannot be read: {error.strerror}") from error
        codes = self.suspicions[path]
        return [codemod for codemod in self.codemods if codemod.code in codes and codemod.evidence.search(raw)]

    def spread(
        self, paths: Sequence[str], executor: Executor | None, progress: Callable[[int, int], None] | None
    ) -> Examined:
        """Examine `paths` on `executor`, or here where there is none or too little to do."""
        if executor is None or len(paths) < WORTH_SPREADING:
            return self.run(paths, progress=progress)
        packed = pickle.dumps((self, [registry.reference(codemod) for codemod in self.codemods]))
        # every n-th file: neighbours are alike, and so is their cost
        chunks = [tuple(paths[start::CHUNKS]) for start in range(CHUNKS)]
        tasks = [executor.submit(_examine_chunk, packed, chunk) for chunk in chunks]
        examined: list[Examined] = []
        done = 0
        for task, chunk in zip(tasks, chunks, strict=True):
            examined.append(task.result())
            done += len(chunk)
            if progress:
                progress(done, len(paths))
        return Examined.all(examined)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "codemods": ()}


def _examine_chunk(packed: bytes, paths: tuple[str, ...]) -> Examined:
    try:
        return _unpacked(packed).run(paths)
    finally:
        # modules and what was learnt of them refer to each other, and the next chunk needs their place; the program,
        # which stays, is in the oldest generation from the second chunk on and not looked at
        gc.collect(1)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Examination:
    """A worker gets several chunks of one program."""
    examination, references = pickle.loads(packed)  # noqa: S301 - packed by `spread` for its own workers
    assert isinstance(examination, Examination)
    codemods = tuple(registry.revive(reference) for reference in references)
    return replace(examination, codemods=codemods)
