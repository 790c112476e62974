"""Moves a connection from the import into a function that checks it at the start of each request."""

from __future__ import annotations

import ast

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.clients.getter_rewrite import end_instead_of_closing, error_of
from lambdafix.families.clients.hoist import Names
from lambdafix.families.clients.reconnect import ImportedConnection
from lambdafix.model import BindingChange, Change, Refusal
from lambdafix.rewrite.patch import Patch

_LIVES = """\
def {name}():
    global {kept}
    if {holder} is not None and {lives}:
        {check}
        return
    pass
"""
_CHECKED = """\
def {name}():
    global {kept}
    if {holder} is not None:
        try:
            {check}
            return
        except {error}:
            {holder} = None
    pass
"""


def carry_out(plan: ImportedConnection, module: Module, patch: Patch) -> Refusal | None:
    """Record in `patch` what `plan` says."""
    file = patch.file(module.path)
    driver, holder = plan.product.driver, plan.name
    name = Names(module, []).first_free(["ensure_connected", "ensure_connection"])
    depth = "        " if driver.lives else "            "
    # the module may have a cursor of its own by the usual name
    check = "\n".join(driver.check).replace("cursor:", "probe:").replace("cursor.execute", "probe.execute")
    text = (_LIVES if driver.lives else _CHECKED).format(
        name=name,
        kept=", ".join((holder, *plan.cursors)),
        holder=holder,
        lives=driver.lives.format(c=holder),
        check=f"\n{depth}".join(check.format(c=holder).split("\n")),
        error="" if driver.lives else error_of(plan.product, module, file),
    )
    definition = file.parse_statement(text)
    assert isinstance(definition, cst.FunctionDef)
    opening: list[cst.BaseStatement] = []
    for statement in plan.opening:
        node = file.statement(module.span(statement))
        bound = _bound(statement, (holder, *plan.cursors))
        if not bound:
            opening.append(file.taken(node))
        elif isinstance(node, cst.Try):
            file.insert_before(node, *(f"{each} = None" for each in bound))
            opening.append(file.taken(node))
        elif isinstance(node, cst.SimpleStatementLine):
            opening.append(node.with_changes(leading_lines=[]))
            file.replace(node, file.parse_statement(f"{bound[0]} = None"))
        else:
            return Refusal("it shares its line with other statements", "give it a line of its own")
    body = definition.body
    moved = [each.visit(_BareBlankLines()) for each in opening]
    file.add_to_module(definition.with_changes(body=body.with_changes(body=[*body.body[:-1], *moved])))
    # a `global` binds nothing new: the module goes on binding these names itself
    for kept in (holder, *plan.cursors):
        file.bindings.discard(BindingChange(module.path, "", kept, Change.ADDED))
    for handler in plan.handlers:
        file.insert_at_top(file.function(module.span(handler)), f"{name}()")
    for first in plan.tried:
        file.insert_before(file.statement(module.span(first)), f"{name}()")
    for statement in plan.closes:
        end_instead_of_closing(statement, plan.product, module, file)
    return None


def _bound(statement: ast.stmt, kept: tuple[str, ...]) -> list[str]:
    """The names among `kept` that the statement binds, the connection first."""
    stored = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return [name for name in kept if name in stored]


class _BareBlankLines(cst.CSTTransformer):
    """Blank lines of the module's own level get no indentation in the function that their statement moves to."""

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        if isinstance(updated_node, cst.EmptyLine) and updated_node.comment is None:
            return updated_node.with_changes(indent=bool(updated_node.whitespace.value) and updated_node.indent)
        return updated_node
