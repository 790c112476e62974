"""A real git repository for a test, apart from the developer's own configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

IDENTITY = "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"


@dataclass(frozen=True)
class Checkout:
    """A working tree at `root`."""

    root: Path

    @classmethod
    def create(cls, root: Path) -> Checkout:
        root.mkdir(parents=True, exist_ok=True)
        checkout = cls(root)
        checkout.git("init", "-q", ".")
        return checkout

    def git(self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        """Standard output without its last line feed; a failing command fails the test with what it said."""
        environment = {**os.environ, **(env or {})}
        run = subprocess.run(
            ["git", *arguments], cwd=self.root, input=stdin, capture_output=True, env=environment, check=False
        )
        assert run.returncode == 0, f"git {arguments}: {os.fsdecode(run.stderr)}"
        return os.fsdecode(run.stdout).removesuffix("\n")

    def write(self, path: str, content: bytes, mode: int = 0o644) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(mode)
        return file

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def commit(self, files: Mapping[str, bytes] | None = None, message: str = "work") -> str:
        """Write `files`, commit everything, and return the commit."""
        for path, content in (files or {}).items():
            self.write(path, content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def status(self) -> str:
        return self.git("status", "--porcelain", "--untracked-files=all")

    def hook(self, name: str, script: str) -> Path:
        return self.write(f".git/hooks/{name}", f"#!/bin/sh\n{script}\n".encode(), 0o755)


def isolate(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give git an empty home with an identity, and no settings from the machine or from a hook we run in."""
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text(IDENTITY)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
