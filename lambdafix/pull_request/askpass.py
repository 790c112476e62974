"""Give git a token and nobody else: not on a command line, in no file, in no child's environment.

git asks a helper (GIT_ASKPASS), the helper asks this process over a socket in a folder that only the user may enter,
and the answer depends on whom git is about to send it to: `url.<base>.insteadOf` can lead a push elsewhere.
https://git-scm.com/docs/gitcredentials#_requesting_credentials
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from lambdafix.errors import UsageError
from lambdafix.forge.kinds import TOKENS, Kind

_PROMPT = re.compile(r"(?P<what>Username|Password) for '(?P<scheme>https?)://(?:[^@/']*@)?(?P<host>[^/']+)[^']*': ?")
_CLIENT = """\
import socket, sys
asking = socket.socket(socket.AF_UNIX)
asking.connect(sys.argv[1])
asking.sendall(sys.argv[2].encode("utf-8", "surrogateescape"))
asking.shutdown(socket.SHUT_WR)
answer = asking.makefile().read()
sys.exit(1) if not answer else print(answer)
"""
_ADDRESS = "asked"
"""The socket, from its folder: with the whole path its name could be too long for one, which ends at some 100 bytes."""
_LONGEST_PROMPT = 4096


@dataclass(frozen=True)
class Credential:
    """`token` for the user name `user`, meant for `host` ("github.com") alone."""

    scheme: str
    host: str
    user: str
    token: str

    def __repr__(self) -> str:
        return f"Credential({self.host!r})"

    def answer(self, prompt: str) -> str:
        """What git is told, "" where it is not to be told."""
        match = _PROMPT.fullmatch(prompt)
        if match is None or (match["scheme"], match["host"].lower()) != (self.scheme, self.host.lower()):
            return ""
        return self.user if match["what"] == "Username" else self.token


def take(environ: MutableMapping[str, str]) -> Mapping[str, str]:
    """The tokens in `environ`, by variable; they are taken out of it, so that no child finds one."""
    return {name: token for name in TOKENS if (token := environ.pop(name, "").strip())}


def chosen(tokens: Mapping[str, str], kind: Kind) -> str | None:
    """The one for this kind of host, None where there is none. Raises `UsageError` for one that cannot be."""
    token = next((tokens[name] for name in kind.tokens if name in tokens), None)
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        raise UsageError("the token holds characters that no token has; was it copied whole?")
    return token


@contextmanager
def answering(credential: Credential, folder: Path) -> Iterator[Mapping[str, str]]:
    """While it lasts, a git with these variables set is answered. `folder` is private and is removed by the caller."""
    helper = folder / "askpass"
    command = [sys.executable, "-I", "-c", _CLIENT, _ADDRESS]
    helper.write_text(
        f'#!/bin/sh\ncd {shlex.quote(str(folder))} && exec {shlex.join(command)} "$1"\n', encoding="utf-8"
    )
    helper.chmod(0o700)
    with socket.socket(socket.AF_UNIX) as listening:
        with chdir(folder):
            listening.bind(_ADDRESS)
        listening.listen()
        Thread(target=_serve, args=(listening, credential), daemon=True).start()
        try:
            yield {"GIT_ASKPASS": str(helper), "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": credential.scheme}
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def _serve(listening: socket.socket, credential: Credential) -> None:
    while True:
        try:
            asking, _ = listening.accept()
        except OSError:  # the listening socket was shut down
            return
        with asking:
            prompt = os.fsdecode(_received(asking))
            asking.sendall(credential.answer(prompt).encode())


def _received(asking: socket.socket) -> bytes:
    received = b""
    while len(received) < _LONGEST_PROMPT and (part := asking.recv(_LONGEST_PROMPT)):
        received += part
    return received
