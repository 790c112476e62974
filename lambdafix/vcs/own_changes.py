"""Which changed files hold nothing but what earlier runs of lambdafix wrote, by the records that `undo` keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from lambdafix.vcs.git import Repository
from lambdafix.vcs.git_store import GitStore
from lambdafix.vcs.index import entries

_SHA1_DIGITS = 40


def only_ours(repository: Repository, places: Collection[str]) -> frozenset[str]:
    """Those of `places` (modified files, from the working tree's top) that become what is staged or committed if our
    runs are taken back, the latest first.
    """
    contents = {place: real.read_bytes() for place in places if (real := repository.top / place).is_file()}
    staged = _staged(repository, contents) if contents else {}
    store, found = GitStore(repository), set[str]()
    for run in store.listed() if contents else ():
        if contents.keys().isdisjoint(run.paths):
            continue
        for file in store.load(run.number):
            if contents.get(file.path) != file.after:
                continue
            contents[file.path] = file.before
            if _is_blob(repository, file.path, file.before, staged.get(file.path, "")):
                found.add(file.path)
                del contents[file.path]
        if not contents:
            break
    return frozenset(found)


def _staged(repository: Repository, places: Mapping[str, bytes]) -> dict[str, str]:
    """The blob of each file in the index."""
    return {place: entry.blob for place, entry in entries(repository, places).items()}


def _is_blob(repository: Repository, place: str, content: bytes, blob: str) -> bool:
    """Whether `content` is stored as `blob`: as it is or, where git converts line ends, the way git does."""
    if not blob:
        return False
    if len(blob) == _SHA1_DIGITS:
        header = b"blob %d\0" % len(content)
        if hashlib.sha1(header + content, usedforsecurity=False).hexdigest() == blob:
            return True
    # core.safecrlf lets git refuse a content that it would not give back as it was
    return repository.ask("hash-object", "--stdin", "--path", place, stdin=content, codes=(0, 128)).text == blob
