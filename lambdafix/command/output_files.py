"""`--output-file FORMAT=PATH`: the same findings in as many files as are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.report.view import View


@dataclass(frozen=True, slots=True)
class OutputFile:
    output_format: str
    path: Path


def parse(given: Sequence[str]) -> tuple[OutputFile, ...]:
    """Raises `UsageError` for a format that is none and a file that could not be written, before anything runs."""
    from lambdafix.report import FILE_FORMATS

    files = []
    for word in given:
        name, equals, path = word.partition("=")
        if not equals or not path:
            raise UsageError(f"--output-file: {word!r} is not FORMAT=PATH, as in sarif=lambdafix.sarif")
        if name not in FILE_FORMATS:
            known = ", ".join(FILE_FORMATS)
            raise UsageError(f"--output-file: {name!r} is none of {known}{did_you_mean(name, FILE_FORMATS)}")
        target = Path(path)
        if target.is_dir() or not target.parent.is_dir():
            raise UsageError(f"--output-file: {path} cannot be written: {target.parent} is no folder for a file")
        files.append(OutputFile(name, target))
    return tuple(files)


def write(files: Sequence[OutputFile], analysis: Analysis, view: View) -> None:
    """Raises `UsageError` for a file that cannot be written."""
    from lambdafix.report import rendered

    for file in files:
        content = rendered(analysis, view, file.output_format).encode("utf-8", "backslashreplace")
        try:
            file.path.write_bytes(content)
        except OSError as error:
            raise UsageError(f"--output-file: {file.path} cannot be written: {error.strerror}") from error
