"""The corpus, mutated: whatever a file holds, a run ends, loses nothing, and leaves Python where Python was.

LAMBDAFIX_FUZZ_SECONDS is the time for all of it, 60 without it; by hand:

    LAMBDAFIX_FUZZ_SECONDS=3600 pytest tests/fuzz -n 2

LAMBDAFIX_FUZZ_SEED gives other mutations; those of one seed are always the same, in the same order.
"""

from __future__ import annotations

import ast
import encodings
import os
import pkgutil
import random
import re
import shutil
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from lambdafix.engine import Analysis, Request, analyse
from lambdafix.model import Skipped
from lambdafix.rules import registry
from lambdafix.settings.config import Config
from lambdafix.source import Source
from support.case import case_folders, load_case
from support.files import write_files

SECONDS = float(os.environ.get("LAMBDAFIX_FUZZ_SECONDS", "60"))
SEED = int(os.environ.get("LAMBDAFIX_FUZZ_SEED", "0"))
CODINGS = [module.name for module in pkgutil.iter_modules(encodings.__path__)]
Mutation = Callable[[random.Random, bytes], bytes]


def coded(choice: random.Random, raw: bytes) -> bytes:
    """Another coding is declared, with text in it that may not come back."""
    text = choice.choice([b"caf\xe9", b"\x87\x90", b"+2AA-", b"~{~}", b"\x1b$B\x46\x7c\x1b(B", choice.randbytes(8)])
    return b"# coding: %s\n# %s\n%s" % (choice.choice(CODINGS).encode(), text.replace(b"\n", b""), raw)


def ended(choice: random.Random, raw: bytes) -> bytes:
    """Line ends of several kinds, form feeds, tabs, a byte order mark, no final line end."""
    lines = raw.split(b"\n")
    for _ in range(choice.randint(1, 4)):
        at = choice.randrange(len(lines))
        lines[at] = choice.choice(
            [b"\f" + lines[at], b"  \f" + lines[at], lines[at] + b"\r", lines[at].replace(b"    ", b"\t")]
        )
    joined = choice.choice([b"\n", b"\n", b"\r\n", b"\r"]).join(lines)
    return choice.choice([b"", b"", b"\xef\xbb\xbf"]) + (joined.rstrip() if choice.random() < 0.3 else joined)


def commented(choice: random.Random, raw: bytes) -> bytes:
    """Comments within brackets and at the ends of lines."""
    places = [match.end() for match in re.finditer(rb"[(\[{,]|(?<=\S)(?=\n)", raw)] or [0]
    for at in sorted(choice.sample(places, min(len(places), 3)), reverse=True):
        raw = (
            raw[:at]
            + b" # c\n        " * (raw[at : at + 1] != b"\n")
            + b" # c" * (raw[at : at + 1] == b"\n")
            + raw[at:]
        )
    return raw


def shuffled(choice: random.Random, raw: bytes) -> bytes:
    """Lines and blocks gone, twice, or elsewhere."""
    lines = raw.split(b"\n")
    for _ in range(choice.randint(1, 3)):
        start = choice.randrange(len(lines))
        block = lines[start : start + choice.randint(1, 6)]
        at = choice.randrange(len(lines))
        lines = choice.choice([lines[:start] + lines[start + len(block) :], lines[:at] + block + lines[at:]]) or [b""]
    return b"\n".join(lines)


def doubled(choice: random.Random, raw: bytes) -> bytes:
    """Functions of one name, and the whole file once more."""
    at = [match.start() for match in re.finditer(rb"^(?:async )?def ", raw, re.MULTILINE)]
    return raw + b"\n\n" + raw[choice.choice(at) if at else 0 :]


def damaged(choice: random.Random, raw: bytes) -> bytes:
    """Bytes changed, gone, and come."""
    for _ in range(choice.randint(1, 5)):
        at = choice.randrange(len(raw) + 1)
        raw = (
            raw[:at]
            + choice.choice([choice.randbytes(1), b"", b"(", b"'", b"\\", b"\0"])
            + raw[at + choice.randint(0, 2) :]
        )
    return raw


MUTATIONS: tuple[Mutation, ...] = (coded, ended, commented, shuffled, doubled, damaged)
CONFIG = Config(unsafe_fixes=True)


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_mutated_files(tmp_path: Path, mutate: Mutation, record_property: Callable[[str, object], None]) -> None:
    choice = random.Random(f"{SEED} {mutate.__name__}")
    cases = [case for case in map(load_case, case_folders()) if any(name.endswith(".py") for name in case.before)]
    codemods = registry.load().select(CONFIG)
    deadline = time.monotonic() + SECONDS / len(MUTATIONS)
    counts: Counter[str] = Counter()
    while time.monotonic() < deadline:
        files = dict(choice.choice(cases).before)
        path = choice.choice(sorted(name for name in files if name.endswith(".py")))
        files[path] = mutate(choice, files[path])
        shutil.rmtree(tmp_path)
        write_files(tmp_path, files)

        analysis = analyse(Request(tmp_path, CONFIG, tuple(codemods)))

        counts["files"] += 1
        counts["findings"] += len(analysis.findings)
        counts["rewrites"] += len(analysis.rewrites)
        counts["left out"] += any(skipped.path == path for skipped in analysis.skipped)
        assert_sound(analysis, f"seed {SEED}, {mutate.__name__}, file {counts['files']}: {files[path]!r}")
    record_property("counts", dict(counts))
    print(mutate.__name__, dict(counts))


def assert_sound(analysis: Analysis, what: str) -> None:
    for finding in analysis.findings:
        assert finding.refusal is None or "report this" not in finding.refusal.remedy, f"{finding.refusal}\n{what}"
    for skipped in analysis.skipped:
        assert " failed: " not in skipped.reason, f"{skipped}\n{what}"
    for rewrite in analysis.rewrites:
        source = Source.decode(rewrite.path, rewrite.before)
        assert not isinstance(source, Skipped), what
        assert source.encode() == rewrite.before, what
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if rewrite.path.endswith(".py"):
                ast.parse(rewrite.after)
        assert not isinstance(Source.decode(rewrite.path, rewrite.after), Skipped), what
