"""Snapshots in git's object store.

Each is two commits, so that every git tool reads it: `refs/worktree/lambdafix/undo/<n>` holds the files as we
wrote them and its parent as they were; `git show` of it is the run's diff. Blobs pass no filter, so they are
exact to the byte. The stash is never touched.
"""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambdafix.vcs.git import Repository
from lambdafix.vcs.snapshots import UNDO, UNDONE, Listed, SavedFile, unknown

_NAMESPACE = "refs/worktree/lambdafix"
_ANCHORS = "refs/lambdafix/kept"
"""`git gc` in one worktree does not see the `refs/worktree/` of another, and would drop its snapshots; it sees these.
"""

_HEAD = "Head: "
_AUTHOR = b"lambdafix <lambdafix@localhost>"


@dataclass(frozen=True, slots=True)
class GitStore:
    repository: Repository

    def save(self, label: str, files: Sequence[SavedFile], shelf: str = UNDO) -> int:
        number = max(self._numbers(), default=0) + 1
        head = self.repository.ask("rev-parse", "--verify", "--quiet", "HEAD", codes=(0, 1)).text
        stream = _stream(f"{_NAMESPACE}/{shelf}/{number}", label, head, files, int(time.time()))
        self.repository.ask("fast-import", "--quiet", "--done", stdin=stream)
        return number

    def load(self, number: int) -> tuple[SavedFile, ...]:
        ref = self._existing(number)
        before, after = self._tree(f"{ref}^"), self._tree(ref)
        blobs = self.repository.blobs([*(blob for _, blob in before.values()), *(blob for _, blob in after.values())])
        return tuple(
            SavedFile(path, blobs[before[path][1]], blobs[blob], mode == "100755")
            for path, (mode, blob) in after.items()
        )

    def listed(self) -> tuple[Listed, ...]:
        shape = "--format=%(refname)%00%(committerdate:unix)%00%(contents:subject)%00%(contents:body)%00"
        fields = os.fsdecode(self.repository.ask("for-each-ref", shape, f"{_NAMESPACE}/{UNDO}/").out).split("\0")
        found = []
        for line, when, label, body in zip(*(fields[at::4] for at in range(4)), strict=False):
            ref = line.strip()
            paths = self.repository.ask("diff-tree", "-r", "-z", "--name-only", "--no-commit-id", ref).fields
            head = body.strip().removeprefix(_HEAD)
            found.append(Listed(int(ref.rpartition("/")[2]), label, int(when), tuple(paths), head))
        return tuple(sorted(found, key=lambda listed: -listed.number))

    def retire(self, number: int) -> None:
        ref = self._existing(number)
        commit = self.repository.ask("rev-parse", "--verify", ref).text
        # a kill between the two leaves both, and the next undo moves it again
        moves = f"update {_NAMESPACE}/{UNDONE}/{number} {commit}\ndelete {ref} {commit}\n"
        self.repository.ask("update-ref", "--stdin", stdin=moves.encode())

    def where(self, number: int, path: str) -> str:
        return f"git show {shlex.quote(f'{_NAMESPACE}/{UNDO}/{number}^:{path}')}"

    def _numbers(self) -> list[int]:
        refs = self.repository.ask("for-each-ref", "--format=%(refname)", f"{_NAMESPACE}/").text.split()
        return [int(ref.rpartition("/")[2]) for ref in refs]

    def _existing(self, number: int) -> str:
        ref = f"{_NAMESPACE}/{UNDO}/{number}"
        if self.repository.ask("rev-parse", "--verify", "--quiet", ref, codes=(0, 1)).code:
            raise unknown(number)
        return ref

    def _tree(self, commit: str) -> dict[str, tuple[str, str]]:
        """Mode and blob of each path."""
        rows = self.repository.ask("ls-tree", "-r", "-z", "--full-tree", commit).fields
        entries = (row.split("\t", 1) for row in rows)
        return {path: (about.split()[0], about.split()[2]) for about, path in entries}


def _stream(ref: str, label: str, head: str, files: Sequence[SavedFile], when: int) -> bytes:
    """The input of `git fast-import` for both commits of a snapshot, and the ref that anchors them."""
    subject = " ".join(label.split())
    anchor = f"{_ANCHORS}/{os.urandom(8).hex()}"
    return b"".join(
        [
            b"feature done\n",
            *_commit(ref, 1, f"Before: {subject}", [(file, file.before) for file in files], when),
            *_commit(ref, 2, f"{subject}\n\n{_HEAD}{head}", [(file, file.after) for file in files], when),
            b"reset %s\nfrom :2\n" % anchor.encode(),
            b"done\n",
        ]
    )


def _commit(
    ref: str, mark: int, subject: str, contents: Iterable[tuple[SavedFile, bytes]], when: int
) -> Iterator[bytes]:
    """One commit, on top of the one before it."""
    yield b"commit %s\nmark :%d\n" % (ref.encode(), mark)
    yield b"committer %s %d +0000\n%s" % (_AUTHOR, when, _data(subject.encode("utf-8", "replace")))
    if mark > 1:
        yield b"from :%d\n" % (mark - 1)
    for file, content in contents:
        mode = b"100755" if file.executable else b"100644"
        yield b"M %s inline %s\n%s" % (mode, _quoted(file.path), _data(content))


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _quoted(path: str) -> bytes:
    escaped = os.fsencode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % escaped
