"""How a function's files can lie in a folder of the request's own: where it begins and ends, and which texts change."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode
from lambdafix.analysis.values.variable import describe
from lambdafix.families.files.order import outermost, run_of
from lambdafix.families.files.path_parts import PathText
from lambdafix.families.files.paths import PATH_CLASSES
from lambdafix.families.files.scratch import ROOT
from lambdafix.families.files.uses import FileUse, FunctionFiles
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


@dataclass(frozen=True, slots=True)
class Place:
    """An expression that a path begins with, and what of its text stays behind the folder: "/report.csv"."""

    span: Span
    rest: str
    is_fstring: bool = False
    template: Span | None = None
    """The whole of `"/tmp/{}.csv".format(name)` or `"/tmp/%s.csv" % name`, where the expression is its template."""
    bracketed: bool = False
    """Whether a sum in its place needs parentheses."""


@dataclass(frozen=True, slots=True)
class OwnDirectory(RewrittenApart):
    """A folder for the statements from `first` to `last`."""

    rewriting: ClassVar[str] = "lambdafix.families.files.own_directory_rewrite"

    scope: str
    """Qualified name of the function."""
    first: Span
    last: Span
    places: tuple[Place, ...]
    constants: tuple[tuple[str, Span | None], ...] = ()
    """Module-level names that lose their last use, with the statement that binds each; None for an import."""
    request_id: str = ""
    """The expression for the request's id that names the folder; "" for `tempfile.TemporaryDirectory`."""


def own_directory(
    module: Module, function: FunctionNode, files: FunctionFiles, uses: list[FileUse], root: str = ROOT, *, whole: bool
) -> OwnDirectory | Refusal:
    """The plan by which the files of `uses` move from `root`, "" for bare names, to a folder of the request's own.

    `whole` asks for a folder that outlives the rounds of a loop.
    """
    anchors = {id(use.path.anchor): use.path for use in uses if use.path.anchor is not None}
    nodes: list[ast.AST] = []
    for path in anchors.values():
        assert path.anchor is not None
        nodes += [path.anchor, *files.names.get(id(path.anchor), ())]
    nodes += [node for use in uses for node in (use.node, *_kept(module, use))]
    if whole:
        nodes = [outermost(module, function, node) for node in nodes]
    first, last = run_of(module, function, nodes)
    places = []
    for path in anchors.values():
        place = _place(module, path, root)
        if isinstance(place, Refusal):
            return place
        places.append(place)
    request_id = ""
    if module.config.files == "request-id":
        context = _context(module, function)
        if not context:
            return Refusal(
                "the context, which has the request's id, is not at hand here",
                'pass it on, or have the configuration say files = "directory"',
            )
        request_id = f"{context}.aws_request_id"
    return OwnDirectory(
        module.qualname(function),
        module.span(first),
        module.span(last),
        tuple(sorted(places, key=lambda place: place.span)),
        tuple(_unused(module, [path.anchor for path in anchors.values() if path.anchor is not None])),
        request_id,
    )


def _kept(module: Module, use: FileUse) -> Iterable[ast.Name]:
    """Where a file that is written is still open: what is bound by `with` is closed at its end."""
    if isinstance(module.parent(use.node), ast.withitem):
        return ()
    return use.kept


def _place(module: Module, path: PathText, root: str) -> Place | Refusal:
    anchor = path.anchor
    assert anchor is not None
    above = module.parent(anchor)
    joins = isinstance(above, ast.Call) and (
        module.canonical(above.func) == "os.path.join" or module.canonical(above.func) in PATH_CLASSES
    )
    rest = path.start.removeprefix(root)
    if "/" not in path.start:
        rest = f"/{rest}"
    if joins and rest == "/":
        rest = ""
    if isinstance(anchor, ast.JoinedStr):
        return Place(module.span(anchor), rest, is_fstring=True)
    template: ast.AST | None = None
    if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mod) and above.left is anchor:
        template = above
    elif isinstance(above, ast.Attribute) and above.attr == "format":
        template = module.parent(above)
    if rest and isinstance(above, ast.FormattedValue):
        return Refusal("the path is put together in an f-string from a text that ends in a slash", "write the path out")
    outer = module.parent(template or anchor)
    bracketed = not isinstance(outer, ast.Assign | ast.AnnAssign | ast.Call | ast.keyword | ast.Return)
    return Place(
        module.span(anchor),
        rest,
        template=module.span(template) if template is not None else None,
        bracketed=bracketed,
    )


def _context(module: Module, function: FunctionNode) -> str:
    """The handler's second parameter, by its name."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args) if argument.arg != "self"]
    if module.handler(function) is None or len(names) < 2:
        return ""
    scope = module.scopes.of_node[function]
    return names[1] if len(scope.bindings[names[1]]) == 1 else ""


def _unused(module: Module, anchors: list[ast.expr]) -> Iterable[tuple[str, Span | None]]:
    """The module-level names that are used nowhere but in `anchors`."""
    for name in sorted({anchor.id for anchor in anchors if isinstance(anchor, ast.Name)}):
        variable = describe(module, name)
        if variable is None or len(variable.bindings) != 1 or variable.exported or variable.star_importers:
            continue
        if variable.external or any(not any(use.node is anchor for anchor in anchors) for use in variable.uses):
            continue
        binding = variable.bindings[0]
        if binding.kind is BindingKind.IMPORT:
            yield name, None
            continue
        statement = module.parent(binding.node)
        if isinstance(statement, ast.Assign) and statement.targets == [binding.node]:
            yield name, module.span(statement)
