"""Where a request goes through whatever lies in `/tmp`, and so through the files of earlier requests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.families.files.calls import REMOVES, Act
from lambdafix.families.files.listings import COLLECTIONS
from lambdafix.families.files.scratch import ROOT
from lambdafix.families.files.uses import FileUse, named_files
from lambdafix.knowledge import loggers

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.program.program import Reach

_WHOLE = re.compile(rf"{ROOT}/?(?:[^/{{]*\*[^/{{]*)?")
_SHOWS = loggers.METHODS | {"print"}


def gone_through(module: Module) -> Iterator[tuple[FileUse, Reach]]:
    """The listings of `/tmp` whose files a request does something with. None in a function that clears files away."""
    for files in named_files(module):
        if files.function is None:
            continue
        reach = module.reach(files.function.body[0])
        if reach is None or REMOVES.search(module.source.text[slice(*_extent(module, files.function))]):
            continue
        for use in files.uses:
            if use.act is Act.LIST and _WHOLE.fullmatch(use.path.text) and _is_used(module, use.node):
                yield use, reach


def _extent(module: Module, function: ast.AST) -> tuple[int, int]:
    span = module.span(function)
    return span.start, span.end


def _is_used(module: Module, listing: ast.expr) -> bool:
    """Whether a loop does more with what it meets than show it."""
    above = module.parent(listing)
    match above:
        case ast.Call(func=ast.Name(id=name)) if name in COLLECTIONS:
            return _is_used(module, above)
        case ast.Assign(targets=[ast.Name() as target]):
            owner = module.owner(target)
            uses = module.scopes.uses_of(target.id, owner) if owner is not None else ()
            return any(isinstance(use.ctx, ast.Load) and _is_used(module, use) for use in uses)
        case ast.For(body=body) if above.iter is listing:
            return any(_does_more(module, statement, above.target) for statement in body)
        case ast.comprehension() if above.iter is listing:
            return True
    return False


def _does_more(module: Module, statement: ast.stmt, target: ast.expr) -> bool:
    met = {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id in met)
    return any(not _is_shown(module, name, statement) for name in names)


def _is_shown(module: Module, name: ast.Name, statement: ast.stmt) -> bool:
    for above in module.ancestors(name):
        if isinstance(above, ast.Call) and ast.unparse(above.func).rpartition(".")[2] in _SHOWS:
            return True
        if above is statement:
            break
    return False
