"""An import whose last use a patch takes away."""

from __future__ import annotations

import ast
import re

import libcst as cst

from lambdafix.analysis.syntax.scopes import Scopes
from lambdafix.model import Edit
from lambdafix.rewrite.outline import Outline
from lambdafix.rewrite.tree import Tree, parse


def is_left_unused(tree: Tree, name: str, edits: tuple[Edit, ...]) -> bool:
    """Whether the module's `name` has uses now and none after `edits`; text that may be code counts as a use."""
    if not tree.scopes.uses_of(name, tree.scopes.module) or tree.source.path.endswith("__init__.py"):
        return False
    if len(tree.scopes.module.bindings.get(name, ())) > 1:
        return False  # another import, or something else, goes on to bind it
    scopes = Scopes(parse(tree.source.apply(edits)))
    word = re.compile(rf"\b{re.escape(name)}\b")
    spelt = (node.value for node in scopes.every(ast.Constant) if isinstance(node.value, str))
    return not scopes.uses_of(name, scopes.module) and not any(_is_code(text) and word.search(text) for text in spelt)


def _is_code(text: str) -> bool:
    """Whether a string may be an annotation or a name rather than prose."""
    try:
        ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def shortened(outline: Outline, name: str) -> tuple[cst.BaseSmallStatement, cst.BaseSmallStatement | None] | None:
    """The import that binds `name` at the top level and what is left of it without it; None where it must stay."""
    for item in outline:
        if not item.is_plain_import or not isinstance(item.line, cst.SimpleStatementLine):
            continue
        if any("noqa" in outline.layout.content(row) for row in range(item.rows.first, item.rows.last + 1)):
            continue
        for small in item.line.body:
            if not isinstance(small, (cst.Import, cst.ImportFrom)) or isinstance(small.names, cst.ImportStar):
                continue
            kept = [alias for alias in small.names if _local(alias, small) != name]
            if len(kept) == len(small.names):
                continue
            if not kept:
                return small, None
            kept[-1] = kept[-1].with_changes(comma=small.names[-1].comma)
            return small, small.with_changes(names=kept)
    return None


def _local(alias: cst.ImportAlias, statement: cst.Import | cst.ImportFrom) -> str:
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    text = cst.Module([]).code_for_node(alias.name)
    return text if isinstance(statement, cst.ImportFrom) else text.partition(".")[0]
