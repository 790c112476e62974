"""What a later round refuses is said of the finding that it was refused for."""

from __future__ import annotations

from pathlib import Path

from support.analysis import analyse_files

TWINS = b"""\
import boto3


def handler(event, context):
    name = boto3.client("s3").meta.service_model.service_name

    def inner():
        client = boto3.client("s3")
        return client.meta.service_model.service_name

    first = inner()

    def inner():
        client = boto3.client("s3")  # of the second kind
        return client.meta.service_model.service_name

    return [name, first, inner()]
"""


def test_a_repaired_finding_is_not_blamed_for_the_twin_that_moves_up(tmp_path: Path) -> None:
    analysis = analyse_files(tmp_path / "project", {"app.py": TWINS}, "LMB201")

    [rewrite] = analysis.rewrites
    repaired, refused = analysis.findings[:2]
    assert rewrite.fingerprints == (repaired.fingerprint,)
    assert repaired.fix is not None
    assert refused.refusal is not None
    assert "two functions are called `handler.inner`" in refused.refusal.reason


FED = b"""\
def add(a, b):
    return a + b


def handler(event, context):
    return add(event["a"], event["b"])


print(add(1, 1))
\fprint(add(2, 2))
"""
SPREAD_OVER_LINES = b"""\
lines = []
pending = []


def read(event):
    for line in event["lines"]:
        lines.append(line)
        yield line


def handler(event, context):
    for earlier in pending:
        list(earlier)
    pending[  # of this request
        :
    ] = [read(event)]
    return list(lines)
"""


def test_a_form_feed_before_a_statement_is_named(tmp_path: Path) -> None:
    [finding] = analyse_files(tmp_path / "project", {"app.py": FED}, "LMB105", unsafe=True).findings

    assert finding.refusal is not None
    assert str(finding.refusal) == "a form feed stands in an indentation; remove the form feed"


def test_what_is_replaced_as_a_whole_is_found_however_it_is_laid_out(tmp_path: Path) -> None:
    """Else it is found only once another fix adds a `global`, and is taken for that fix's doing."""
    analysis = analyse_files(tmp_path / "project", {"app.py": SPREAD_OVER_LINES}, "LMB1", unsafe=True)

    assert [finding.code for finding in analysis.findings] == ["LMB101", "LMB102"]
    assert analysis.findings[0].fix is not None
