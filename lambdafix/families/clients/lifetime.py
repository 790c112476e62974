"""What request code does with an object it built: whether it may live longer than the request."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.families.clients.construction import Construction, Form
from lambdafix.knowledge import threads

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


@dataclass(frozen=True, slots=True)
class Lifetime:
    """What happens to the object after it is built."""

    paths: frozenset[str] = frozenset()
    """Attribute paths read off it: "put_item", "meta.events.register"."""
    written: frozenset[str] = frozenset()
    """Attribute paths set on it: "headers", "auth"."""
    items_written: frozenset[str] = frozenset()
    """Attribute paths whose items are set: "headers" for `x.headers["a"] = 1`."""
    closes: tuple[ast.stmt, ...] = field(default=())
    """Statements that do nothing but close it."""
    closed_otherwise: bool = False
    entered: bool = False
    """A with statement enters it after it was built."""
    escapes: bool = False
    """It is handed to other code: an argument, a return value, an attribute, a container."""
    to_thread: bool = False
    """It is handed to, or seen by, code that another thread runs."""


def lifetime(module: Module, construction: Construction[Any]) -> Lifetime:
    nodes: Iterable[ast.expr] = construction.uses if construction.local else (construction.call,)
    paths: set[str] = set()
    written: set[str] = set()
    items: set[str] = set()
    closes: list[ast.stmt] = []
    closed = entered = escapes = threaded = False
    for node in nodes:
        path, top = path_of(module, node)
        above = module.parent(top)
        threaded |= _runs_elsewhere(module, node, construction)
        if not path:
            if _is_builtin_call(module, above, ("setattr", "delattr"), top):
                written.add("an attribute")
            elif isinstance(above, ast.withitem):
                entered |= construction.form is not Form.WITH
            elif isinstance(above, ast.Call) and module.canonical(above.func) == "contextlib.closing":
                closed |= construction.form is not Form.WITH
            else:
                escapes |= not only_looks(above)
            continue
        if isinstance(top, ast.Attribute) and not isinstance(top.ctx, ast.Load):
            written.add(path)
        elif isinstance(above, ast.Subscript) and not isinstance(above.ctx, ast.Load):
            items.add(path)
        elif path == "close" and isinstance(above, ast.Call):
            statement = module.parent(above)
            if isinstance(statement, ast.Expr):
                closes.append(statement)
            else:
                closed = True
        else:
            paths.add(path)
    return Lifetime(
        frozenset(paths),
        frozenset(written),
        frozenset(items),
        tuple(closes),
        closed,
        entered,
        escapes,
        threaded,
    )


def starts_threads(module: Module, paths: Iterable[str], libraries: Collection[str] = threads.LIBRARIES) -> bool:
    """Whether one of these files imports a library that runs code in other threads, or one of `libraries`."""
    return any(
        statement.module.partition(".")[0] in libraries
        for path in paths
        for statement in (module.program.files[path].imports if path in module.program.files else ())
    )


def runs_in_threads(module: Module, names: Iterable[str]) -> bool:
    """Whether a function of this file, by one of these names, is handed to something that runs it in another thread."""
    wanted = {name.rpartition(".")[2] for name in names}
    return any(
        threads.runs_arguments(dotted(call.func))
        and any(
            isinstance(part, ast.Name | ast.Attribute) and dotted(part).rpartition(".")[2] in wanted
            for argument in (*call.args, *(keyword.value for keyword in call.keywords))
            for part in ast.walk(argument)
        )
        for call in module.every(ast.Call)
    )


def project_reads(module: Module, attribute: str) -> bool:
    """Whether any code of the project, tests aside, reads `attribute` ("meta.events", "item_count") off something."""
    end, inside = f".{attribute}", f".{attribute}."
    return any(
        name.endswith(end) or inside in name
        for facts in module.program.files.values()
        if facts.test is None
        for scope in facts.scopes.values()
        for name in (*scope.loads, *scope.calls)
    )


def project_touches(module: Module, attribute: str) -> bool:
    """Whether any code of the project, tests aside, sets `attribute` or a part of it, or calls it or its methods."""
    ends = (f".{attribute}", f".{attribute}[]")
    return any(
        name.endswith(ends) or f".{attribute}." in name
        for facts in module.program.files.values()
        if facts.test is None
        for scope in facts.scopes.values()
        for name in (*scope.mutations, *scope.calls)
    )


def path_of(module: Module, node: ast.expr) -> tuple[str, ast.expr]:
    """The attributes read off `node`, dotted, and the whole expression."""
    names: list[str] = []
    above = module.parent(node)
    while True:
        match above:
            case ast.Attribute(attr=name):
                names.append(name)
            case ast.Call(args=[_, ast.Constant(value=str(name)), *_]) if _is_builtin_call(
                module, above, ("getattr",), node
            ):
                names.append(name)
            case _:
                return ".".join(names), node
        node, above = above, module.parent(above)


def _is_builtin_call(module: Module, node: ast.AST | None, names: Collection[str], first: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) as func, args=[argument, *_]):
            return name in names and argument is first and module.owner(func) is None
    return False


def is_written_by_callers(module: Module, construction: Construction[Any]) -> bool:
    """Whether a function that gets the object from a call of the one that builds it sets attributes on it."""
    maker = (module.path, module.qualname(construction.function))
    program = module.program
    for path, facts in program.files.items():
        for qualname, scope in facts.scopes.items() if facts.test is None else ():
            for text in scope.mutations:
                made = scope.values.get(text.partition(".")[0], "") if "." in text else ""
                meant = program.resolve(path, qualname, made.removesuffix("()")) if made.endswith("()") else None
                if isinstance(meant, Definition) and (meant.path, meant.qualname) == maker:
                    return True
    return False


def only_looks(above: ast.AST | None) -> bool:
    """Whether what stands around an object neither keeps it nor changes it."""
    return isinstance(
        above, ast.Compare | ast.UnaryOp | ast.If | ast.While | ast.Assert | ast.Expr | ast.FormattedValue
    )


def _runs_elsewhere(module: Module, node: ast.expr, construction: Construction[Any]) -> bool:
    child: ast.AST = node
    for above in _up_to(module, node, construction.function):
        if isinstance(above, ast.Call) and child is not above.func and _runs_arguments(above, construction.local):
            return True
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef) and runs_in_threads(module, [above.name]):
            return True
        child = above
    return False


def _runs_arguments(call: ast.Call, local: str) -> bool:
    """`pool.submit(f, x)`; not a method of that name on the object itself."""
    head, _, _ = dotted(call.func).partition(".")
    return threads.runs_arguments(dotted(call.func)) and not (local and head == local)


def _up_to(module: Module, node: ast.AST, function: ast.AST) -> Iterator[ast.AST]:
    for above in module.ancestors(node):
        if above is function:
            return
        yield above
