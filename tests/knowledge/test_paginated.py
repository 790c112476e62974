"""The kept table of paginated operations is what botocore's own paginators say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from lambdafix.knowledge.paginated import paginated

SCRIPT = Path(__file__).parents[1] / "list_paginated.py"


def test_table_is_what_botocore_says() -> None:
    spec = importlib.util.spec_from_file_location("list_paginated", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    kept = {tuple(line.split()[:2]) for line in script.TABLE.read_text("utf-8").splitlines()}

    installed = {tuple(line.split()[:2]) for line in script.lines()}

    # another release of botocore knows a few more or less
    assert len(kept & installed) > 0.9 * min(len(kept), len(installed))


@pytest.mark.parametrize("operation", [("s3", "get_object"), ("dynamodb", "get_item"), ("", "list_objects_v2")])
def test_others_are_not_paginated(operation: tuple[str, str]) -> None:
    assert paginated(*operation) is None


def test_keys_of_an_operation() -> None:
    found = paginated("s3", "list_objects_v2")

    assert found is not None
    assert "Contents" in found.results
    assert {"NextContinuationToken", "IsTruncated", "ContinuationToken"} <= found.onward
    assert found.limits == {"MaxKeys"}
