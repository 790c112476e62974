"""Source that would move the cursor, set the clipboard or turn the text around does nothing at a terminal."""

from __future__ import annotations

import re

import pytest

from support.checkout import Checkout
from support.terminal import Terminal

HOSTILE = (
    b"import boto3\n# \x1b[2J\x1b]52;c;cm0gLXJmIH4=\x07 \x08\x08gone \xe2\x80\xae\xe2\x81\xa6evil\xe2\x80\x8b\n"
    b'\n\ndef handler(event, context):\n    """\x1bPq#0~\x1b\\ \x1b]0;title\x07 \r over \x1b[?1049h"""\n'
    b'    client = boto3.client("s3")  # \x1b[8m \x07 \xc2\x9b31m \xe2\x80\xa8 \x0b \x7f\n    return client.list_buckets()\n'
)
LATIN = b"# coding: latin-1\n" + HOSTILE.replace(b"\xe2\x80\xae\xe2\x81\xa6", b"\x9b31m \x9d52;c;YQ==\x9c \x85")
FOREIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)")
"""What no screen without colours sends."""


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("--diff",), ""),
        (("--diff", "--unsafe-fixes", "--show-secrets"), ""),
        (("--dry-run", "-v"), ""),
        (("--output-format", "json"), ""),
        (("--output-format", "github"), ""),
        (("--output-format", "sarif"), ""),
        (("fix", "--diff"), ""),
        (("handlers",), ""),
        (("review", "--plain"), "yyq"),
        (("fix", "--commit"), ""),
        (("fix",), ""),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, tuple) else None,
)
def test_hostile_source_at_a_terminal(checkout: Checkout, arguments: tuple[str, ...], keys: str) -> None:
    checkout.commit({"app.py": HOSTILE, "latin.py": LATIN})
    terminal = Terminal(checkout.root, program=("-m", "lambdafix", *arguments), env={"NO_COLOR": "1", "TERM": "dumb"})
    for key in keys:
        terminal.press(key)

    status = terminal.end()

    assert status in (0, 1), terminal.text
    text = terminal.sent.decode()  # no byte of another encoding
    found = FOREIGN.search(text)
    assert found is None, text[max(0, found.start() - 40) : found.end() + 40]
    assert "--diff" not in arguments or "\\x1b[8m" in text, "the hostile line is shown"
