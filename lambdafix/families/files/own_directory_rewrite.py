"""Puts a function's files into a folder of the request's own, by the plan of `own_directory`."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.files.own_directory import OwnDirectory, Place
from lambdafix.model import Span
from lambdafix.rewrite.errors import Unlocatable
from lambdafix.rewrite.patch import FilePatch, Patch

_NEEDS_ESCAPE = frozenset("{}\\\"'")


def carry_out(plan: OwnDirectory, module: Module, patch: Patch) -> None:
    """Record what `plan` says. Raises `CannotRewriteError`."""
    file = patch.file(module.path)
    directory = file.fresh_name("directory", "work_directory", "tmp_directory")
    for place in plan.places:
        _replace(place, directory, file)
    first, last = file.statement(plan.first), file.statement(plan.last)
    if plan.request_id:
        operating_system, shell = file.ensure_import("os"), file.ensure_import("shutil")
        file.insert_before(
            first,
            f'{directory} = f"/tmp/{{{plan.request_id}}}"',
            f"{operating_system}.makedirs({directory}, exist_ok=True)",
        )
        file.wrap(first, last, "try:", f"finally:\n    {shell}.rmtree({directory}, ignore_errors=True)")
    else:
        tempfile = file.ensure_import("tempfile")
        file.wrap(first, last, f"with {tempfile}.TemporaryDirectory() as {directory}:")
    file.bind(plan.scope, directory)
    for name, statement in plan.constants:
        if statement is None:
            file.drop_import_if_unused(name)
        else:
            file.remove(file.statement(statement))
            file.unbind("", name)


def _replace(place: Place, directory: str, file: FilePatch) -> None:
    if place.is_fstring:
        _replace_beginning(file.node(place.span, cst.FormattedString), place, directory, file)
        return
    span = place.template or place.span
    node = file.tree.node(span, cst.BaseExpression)  # type: ignore[type-abstract]
    file.replace(node, file.parse_expression(_text(place, directory, file)))


def _text(place: Place, directory: str, file: FilePatch) -> str:
    if not place.rest:
        return directory
    if place.template is None and not _NEEDS_ESCAPE & set(place.rest) and place.rest.isprintable():
        return f'f"{{{directory}}}{place.rest}"'
    tail = ""
    if place.template is not None:
        tail = file.tree.source.slice(Span(place.span.end, place.template.end))
    total = f"{directory} + {file.quote(place.rest)}{tail}"
    return f"({total})" if place.bracketed else total


def _replace_beginning(node: cst.FormattedString, place: Place, directory: str, file: FilePatch) -> None:
    """In `f"/tmp/{name}"` the text before the first field makes way for a field."""
    beginning = node.parts[0]
    if not isinstance(beginning, cst.FormattedStringText) or "\\" in beginning.value:
        raise Unlocatable("an f-string's beginning is not written out")
    rest = [beginning.with_changes(value=place.rest)] if place.rest else []
    field = cst.FormattedStringExpression(cst.Name(directory))
    file.replace(node, node.with_changes(parts=[field, *rest, *node.parts[1:]]))
