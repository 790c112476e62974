"""The bar counts every file once and fits its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.command.progress import line
from lambdafix.engine import Request, analyse
from lambdafix.rules import registry
from lambdafix.settings.config import Config
from support.files import write_files


@pytest.mark.parametrize("files", [1, 2, 7])
def test_every_file_is_counted_once(tmp_path: Path, files: int) -> None:
    handler = b"import boto3\ndef handler(event, context):\n    return boto3.client('s3').list_buckets()\n"
    write_files(tmp_path, {f"f{n}.py": handler for n in range(files)})
    told: list[tuple[int, int]] = []

    analyse(
        Request(
            tmp_path,
            Config(),
            tuple(registry.load().select(Config())),
            progress=lambda done, total: told.append((done, total)),
        )
    )

    assert [done for done, _ in told] == sorted(done for done, _ in told), "the count goes back"
    assert {total for _, total in told} == {files}
    assert told[-1] == (files, files)


@pytest.mark.parametrize("columns", [-1, 0, 10, 30, 60, 140])
def test_it_fits(columns: int) -> None:
    assert len(line(1234, 5678, 2.0, columns)) <= max(columns, 0)


def test_it_tells_how_far_and_how_fast() -> None:
    assert line(1200, 4800, 2.0, 80) == "[######..................] 1,200 of 4,800 files, 600 a second"
