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
