"""Every candidate template of a project, read by what it holds."""

from __future__ import annotations

from pathlib import Path

from lambdafix.model import Skipped
from lambdafix.project.declared import DeclaredFunction, TableSchema, Templates
from lambdafix.project.files import Discovery
from lambdafix.project.templates import cloudformation
from lambdafix.project.templates.document import DocumentError, read_documents


def read_templates(root: Path, discovery: Discovery) -> Templates:
    """What the templates among `discovery.templates` declare. A template that cannot be read is in `skipped`."""
    functions: list[DeclaredFunction] = []
    tables: list[TableSchema] = []
    skipped: list[Skipped] = []
    for path in discovery.templates:
        if not path.endswith((".yml", ".yaml", ".json", ".template")):
            continue
        try:
            raw = (root / path).read_bytes()
        except OSError as error:
            skipped.append(Skipped(path, f"cannot be read: {error.strerror}"))
            continue
        if not any(word in raw for word in cloudformation.EVIDENCE):
            continue
        content = raw.decode("utf-8-sig", "replace")
        try:
            for document in read_documents(content, is_json=content.lstrip().startswith("{")):
                functions += cloudformation.functions(document, path)
                tables += cloudformation.tables(document, path)
        except DocumentError as error:
            skipped.append(Skipped(path, str(error), error.row))
    return Templates(tuple(functions), tuple(tables), tuple(skipped))
