"""One table of hostile inputs, a row each, run through every verb.

No verb ends in a traceback, hangs, or writes, but for `fix`; and `undo` takes back all that it wrote.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.checkout import Checkout
from support.files import write_files
from support.projects import HEALTHY, REPAIRED
from support.verbs import Ran, run_verbs

LOOKING = (
    (),
    ("--diff",),
    ("--output-format", "json"),
    ("--baseline",),
    ("--since", "HEAD"),
    ("handlers",),
    ("checklist",),
    ("review",),
    ("undo", "--list"),
    ("rule", "LMB201"),
)
FIX = (("fix",),)
AFTERWARDS = (("fix", "--commit"), ("baseline",), ("undo",))
USAGE = 2


def nothing(root: Path) -> None:
    """No more than the files."""


@dataclass(frozen=True)
class Hostile:
    """What there is, and what `lambdafix` says of it. Each row has a file to repair beside it."""

    said: str = ""
    """In what is printed on either stream."""
    status: int = 1
    files: Mapping[str, bytes] = field(default_factory=dict)
    prepare: Callable[[Path], None] = nothing
    environ: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    repairs: bool = True
    """Whether `fix` repairs the file beside it."""


def link(name: str, target: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target)

    return make


def fifo(name: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(root / name)

    return make


def git(*arguments: str) -> Callable[[Path], None]:
    return lambda root: (Checkout(root).git(*arguments), None)[1]


def damaged(root: Path) -> None:
    (root / ".git/HEAD").write_bytes(b"\0")


DEEP = b"handler = " + b"[" * 2000 + b"]" * 2000 + b"\n"
BOMB = b"a0: &a0 [x, x]\n" + b"".join(
    b"a%d: &a%d [*a%d, *a%d, *a%d]\n" % (n, n, n - 1, n - 1, n - 1) for n in range(1, 40)
)
FUNCTION = (
    b"Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
    b"      Runtime: python3.13\n      Handler: app.handler\n"
)
MERGES = (
    b"  M0: &m0 {"
    + b", ".join(b"k%d: 1" % n for n in range(200))
    + b"}\n"
    + b"".join(b"  M%d: &m%d {<<: [%s]}\n" % (n, n, b", ".join([b"*m%d" % (n - 1)] * 60)) for n in range(1, 9))
)
CYCLE = b"      Timeout: &c\n        Fn::If: [IsLive, *c, *c]\n"
DOUBLING = b"c0: &c0 {'Fn::If': [A, 1, 2]}\n" + b"".join(
    b"c%d: &c%d {'Fn::If': [A, *c%d, *c%d]}\n" % (n, n, n - 1, n - 1) for n in range(1, 40)
)
TABLE: dict[str, Hostile] = {
    "nothing wrong": Hostile("app.py"),
    "coding that decodes nothing": Hostile("coding cannot be used", files={"x.py": b"# coding: undefined\nimport boto3\n"}),
    "coding of lone surrogates": Hostile("no text", files={"x.py": b"# coding: utf-7\nimport boto3 # +2AA-\n"}),
    "coding of host names": Hostile("app.py", files={"x.py": b"# coding: idna\nimport boto3\n"}),
    "coding of escapes": Hostile("x.py", files={"x.py": b"# coding: unicode_escape\nimport boto3 # \\ud800\n"}),
    "coding with two codes for a letter": Hostile("save it as UTF-8", files={"x.py": b"# coding: cp932\nimport boto3 # \x87\x90\n"}),
    "UTF-16": Hostile("UTF-16", files={"x.py": "import boto3\n".encode("utf-16")}),
    "NUL": Hostile("NUL", files={"x.py": b"import boto3\n\0"}),
    "nested source": Hostile("nested", files={"x.py": DEEP}),
    "one long line": Hostile("generated code", files={"x.py": b"import boto3; x = '" + b"a" * 3_000_000 + b"'\n"}),
    "form feeds": Hostile("app.py", files={"x.py": HEALTHY.replace(b"    client", b"\f    client")}),
    "escapes in a name": Hostile("x\\x1b[2Jy.py", files={"x\x1b[2Jy.py": b"import boto3\n(\n"}),
    "line feeds in a name": Hostile("x\\x0ay.py", files={"x\ny.py": b"import boto3\n(\n"}),
    "YAML that expands": Hostile("app.py", files={"template.yaml": b"Resources: {}\n" + BOMB}),
    "YAML whose merges expand": Hostile("its anchors and merges expand without end", files={"template.yaml": FUNCTION + MERGES}),
    "YAML that expands in a function": Hostile("app.py", files={"template.yaml": BOMB + FUNCTION + b"      Layers: *a39\n      Events: *a39\n"}),
    "YAML that is none": Hostile("template.yaml:8: template cannot be read: not valid YAML", files={"template.yaml": FUNCTION + b"\n   x: [\n"}),
    "YAML with tabs": Hostile("template.yaml:7: template cannot be read: not valid YAML", files={"template.yaml": FUNCTION + b"\tTimeout: 3\n"}),
    "conditions that lead back to themselves": Hostile("app.py", files={"template.yaml": FUNCTION + CYCLE}),
    "conditions that double": Hostile("app.py", files={"template.yaml": DOUBLING + FUNCTION + b"      Timeout: *c39\n"}),
    "20,000 resources": Hostile("app.py", files={"template.yaml": FUNCTION + b"".join(b"  Q%d: {Type: AWS::SQS::Queue}\n" % n for n in range(20_000))}),
    "templates that disagree": Hostile("disagree: F has timeout 3 and 4; both count", files={"a.yaml": FUNCTION + b"      Timeout: 3\n", "b.yaml": FUNCTION + b"      Timeout: 4\n"}),
    "a binary file as a template": Hostile("template.yaml: template cannot be read: it is a binary file", files={"template.yaml": b"\x7fELF\0\1\2" + FUNCTION}),
    "a plan of Terraform": Hostile("plan.json: a plan of Terraform", files={"plan.json": b'{"planned_values": {"root_module": {"resources": [{"type": "aws_lambda_function"}]}}, "resource_changes": []}'}),
    "nested YAML": Hostile("app.py", files={"template.yaml": b"Resources: " + b"[" * 5000}),
    "nested JSON": Hostile("app.py", files={"template.json": b'{"Resources": ' + b"[" * 100_000}),
    "link out of the project": Hostile("out of the project", prepare=link("x.py", "/etc/passwd")),
    "link to a device": Hostile("out of the project", prepare=link("x.py", "/dev/zero")),
    "link to itself": Hostile("app.py", prepare=link("x.py", "x.py")),
    "FIFO": Hostile("app.py", prepare=fifo("x.py")),
    "FIFO as a template": Hostile("app.py", prepare=fifo("template.yaml")),
    "FIFO as settings": Hostile("app.py", prepare=fifo("lambdafix.toml")),
    "FIFO of rejections": Hostile("rejected.toml: cannot be read: not a regular file", USAGE, prepare=fifo(".lambdafix/rejected.toml"), repairs=False),
    "rejections that are a device": Hostile("symbolic link", USAGE, prepare=link(".lambdafix/rejected.toml", "/dev/zero"), repairs=False),
    "baseline that is a device": Hostile("app.py", prepare=link(".lambdafix/baseline.json", "/dev/zero")),
    "nested settings": Hostile("lambdafix.toml: not valid TOML: nested too deeply", USAGE, {"lambdafix.toml": b"x = " + b"[" * 3000 + b"]" * 3000}, repairs=False),
    "settings that are no TOML": Hostile("lambdafix.toml:2: not valid TOML", USAGE, {"lambdafix.toml": b"\nx = \n"}, repairs=False),
    "settings that are no UTF-8": Hostile("lambdafix.toml:2: not valid TOML", USAGE, {"lambdafix.toml": b"\nx = '\xff'\n"}, repairs=False),
    "settings with a pattern that is none": Hostile('lambdafix.toml:1: exclude: "!" is no pattern', USAGE, {"lambdafix.toml": b'exclude = ["!"]\n'}, repairs=False),
    "settings with a range that is none": Hostile('lambdafix.toml:1: exclude: "[z-a]" is no pattern', USAGE, {"lambdafix.toml": b'exclude = ["[z-a]"]\n'}, repairs=False),
    "settings that select nothing": Hostile("lambdafix.toml:1: select: names no rule", USAGE, {"lambdafix.toml": b"select = []\n"}, repairs=False),
    "a device as settings": Hostile("/dev/zero: cannot be read: not a regular file", USAGE, arguments=("--config", "/dev/zero"), repairs=False),
    "no rule selected": Hostile("--select: names no rule", USAGE, arguments=("--select", ""), repairs=False),
    "git told a count that is none": Hostile("GIT_CONFIG_COUNT", environ={"GIT_CONFIG_COUNT": "abc"}, repairs=False),
    "damaged repository": Hostile("git could not list the files", prepare=damaged, repairs=False),
    "a monitor of the file system": Hostile("app.py", prepare=git("config", "core.fsmonitor", "touch ran; true")),
    "a stale lock of ours": Hostile("app.py", files={".git/refs/worktree/lambdafix/undo/1.lock": b"", ".git/lambdafix/lock": b"4194305 1\n"}),
    "no columns": Hostile("app.py", environ={"COLUMNS": "0"}),
}  # fmt: skip


def built(root: Path, row: Hostile) -> Checkout:
    checkout = Checkout.create(root)
    checkout.commit({"app.py": HEALTHY})
    write_files(root, row.files)
    row.prepare(root)
    return checkout


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the project but lambdafix's and git's own."""
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in found
        if not {".git", ".lambdafix"} & set(path.relative_to(root).parts)
    }


def assert_orderly(verb: tuple[str, ...], ran: Ran) -> None:
    what = f"{' '.join(verb)}: {ran.stdout[-500:]} {ran.stderr[-2000:]}"
    assert "Traceback" not in ran.stderr, what
    assert ran.status in (0, 1, USAGE), what
    assert "\x1b" not in ran.stdout + ran.stderr, what
    if ran.status == USAGE:
        assert ran.stderr.startswith("lambdafix: ") or "error:" in ran.stderr, what


@pytest.mark.usefixtures("git_home")
@pytest.mark.parametrize("name", TABLE)
def test_every_verb_stays_orderly(tmp_path: Path, name: str) -> None:
    row = TABLE[name]
    root = tmp_path / "project"
    built(root, row)
    before = contents(root)

    *looked, fixed = run_verbs(root, given((*LOOKING, *FIX), row), row.environ)

    for verb, ran in zip((*LOOKING, *FIX), (*looked, fixed), strict=True):
        assert_orderly(verb, ran)
    assert looked[0].status == row.status, looked[0]
    assert row.said in looked[0].stdout + looked[0].stderr, looked[0]
    assert ("Fixed 1 finding" in fixed.stdout) is row.repairs, fixed
    assert contents(root) == {**before, "app.py": REPAIRED if row.repairs else HEALTHY}

    afterwards = run_verbs(root, given(AFTERWARDS, row), row.environ)

    for verb, ran in zip(AFTERWARDS, afterwards, strict=True):
        assert_orderly(verb, ran)
    assert contents(root) == before, "undo does not bring back what there was"
    assert not (root / "ran").exists()


def given(verbs: Sequence[tuple[str, ...]], row: Hostile) -> list[tuple[str, ...]]:
    return [(*verb, *(row.arguments if verb[:1] not in (("undo",), ("rule",)) else ())) for verb in verbs]
