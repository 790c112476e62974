"""LMB104."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Related, state, syntax, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Program

_OF_THE_PROCESS = re.compile(
    r"start|init|boot|cold|load|container|instance|environment|worker|process|import|launch|deploy|build|warm",
    re.IGNORECASE,
)


_MADE_BY = frozenset(name.rpartition(".")[2] for name in (*values.NEW_EACH_TIME, "random.seed"))


class RequestValueAtImport(Codemod[state.Plan]):
    """The time, or a random value, taken once at import and used by every request.

    What it does
    ------------
    Finds module-level names bound to `datetime.now()`, `date.today()`, `uuid4()` and the like, or made of such a name,
    which code reached by a request reads, such defaults of parameters and of the fields of a class, and `random.seed()`
    at module level. Names that speak of the process (`STARTED`, `CONTAINER_ID`), and measuring the time since, are
    none.

    Why it is bad
    -------------
    The import runs once, the environment lives for hours: every request of the day gets the time of the first one, or
    the same identifier, and one overwrites the other. With SnapStart even different environments share it, because they
    all come from one snapshot.

    Example
    -------
    ```python
    from datetime import date

    today = date.today().isoformat()


    def handler(event, context):
        return {"key": f"reports/{today}/{event['name']}.csv"}
    ```

    Use instead
    -----------
    ```python
    from datetime import date


    def handler(event, context):
        today = date.today().isoformat()
        return {"key": f"reports/{today}/{event['name']}.csv"}
    ```

    When the fix is safe
    --------------------
    Never. The value changes from request to request, which is the purpose, and a person says yes to it.

    When it is refused
    ------------------
    Where the import itself goes on to use the value, where tests or other modules use the name, and for defaults of
    parameters, what stands in the body of a class, and `random.seed()`.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """

    code = "LMB104"
    name = "request-value-at-import"
    remedy = "Compute it for each request"
    evidence = re.compile(rb"\b(?:" + "|".join(sorted(_MADE_BY)).encode() + rb")\(")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return syntax.calls_at_import(facts, _MADE_BY)

    def detect(self, module: Module) -> Iterator[Match[state.Plan]]:
        for call in module.every(ast.Call):
            if module.function(call) is not None:
                continue
            name = module.canonical(call.func)
            if name == "random.seed":
                yield from _seed(module, call)
            elif values.is_new_each_time(module, call):
                yield from _default(module, call, name)
                yield from _value(module, call, name)
                yield from _class_value(module, call, name)


def _value(module: Module, call: ast.Call, callee: str) -> Iterator[Match[state.Plan]]:
    statement = module.statement(call)
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or module.parent(statement) is not module.tree:
        return
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    if len(targets) != 1 or not isinstance(targets[0], ast.Name) or _OF_THE_PROCESS.search(targets[0].id):
        return
    if any(isinstance(above, ast.Lambda) for above in module.ancestors(call)):
        return
    found = state.frozen(module, targets[0].id)
    if found is None:
        yield from _made_of_it(module, statement, targets[0].id, callee)
        return
    if all(_measures(read.module, read.node) for read in found.reads):
        return
    answer = state.renewal(found)
    message = f"`{targets[0].id}` is the same in every request of this process: `{callee}()` runs at import"
    yield Match.answered(
        module.span(statement),
        message,
        answer,
        doubts=["each request gets a value of its own"],
        call_path=_call_path(found),
        related=[Related(read.module.path, read.row, "read here") for read in found.reads],
    )


def _made_of_it(module: Module, statement: ast.stmt, name: str, callee: str) -> Iterator[Match[state.Plan]]:
    """A value that requests read only by way of another module-level name: `PREFIX = f"exports/{TODAY}"`."""
    for other, found in _derived(module, name, frozenset({name})):
        if _OF_THE_PROCESS.search(other) or all(_measures(read.module, read.node) for read in found.reads):
            continue
        yield Match.report(
            module.span(statement),
            f"`{name}`, and `{other}` that is made of it, are the same in every request of this process:"
            f" `{callee}()` runs at import",
            Refusal(f"the import makes `{other}` of it", "compute both for each request"),
            call_path=_call_path(found),
            related=[Related(read.module.path, read.row, "read here") for read in found.reads],
        )
        return


def _derived(module: Module, name: str, seen: frozenset[str]) -> Iterator[tuple[str, state.Leftover]]:
    for use in module.scopes.uses_of(name, module.scopes.module):
        match module.statement(use):
            case ast.Assign(targets=[ast.Name(id=other)]) if module.function(use) is None and other not in seen:
                if _is_compared(module, use):
                    continue
                if (found := state.frozen(module, other)) is not None:
                    yield other, found
                yield from _derived(module, other, seen | {other})


def _is_compared(module: Module, use: ast.AST) -> bool:
    """Whether the other name only takes how long something took, or whether it is late."""
    return any(isinstance(above, ast.Compare) or _is_difference(above) for above in module.ancestors(use))


def _is_difference(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and isinstance(node.left, ast.Call)


def _class_value(module: Module, call: ast.Call, callee: str) -> Iterator[Match[state.Plan]]:
    """`at: str = now()` in the body of a class: a default of its objects, or an attribute that all of them share."""
    statement = module.statement(call)
    klass = module.parent(statement)
    if not isinstance(klass, ast.ClassDef) or module.parent(klass) is not module.tree:
        return
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            pass
        case _:
            return
    if _OF_THE_PROCESS.search(name) or any(isinstance(above, ast.Lambda) for above in module.ancestors(call)):
        return
    reaches = [reach for node in _uses_of_class(module, klass, name) if (reach := module.reach(node)) is not None]
    if reaches:
        yield Match.report(
            module.span(statement),
            f"`{klass.name}.{name}` is the same in every request of this process: `{callee}()` runs at import",
            Refusal(
                "an object may be given another value, and the class's own may be read elsewhere",
                "use a default factory, `field(default_factory=…)`, or set it in `__init__`",
            ),
            call_path=reaches[0].call_path,
        )


def _uses_of_class(module: Module, klass: ast.ClassDef, name: str) -> Iterator[ast.AST]:
    """Where an object of the class takes its default, or the attribute is read."""
    has_defaults = bool(klass.decorator_list or klass.bases)
    for call in module.every(ast.Call):
        given = any(keyword.arg in (name, None) for keyword in call.keywords)
        if has_defaults and isinstance(call.func, ast.Name) and call.func.id == klass.name and not given:
            yield call
    for attribute in module.every(ast.Attribute):
        is_own = attribute.attr == name and ast.unparse(attribute.value) in (klass.name, "self", "cls")
        if is_own and isinstance(attribute.ctx, ast.Load) and not has_defaults and not _measures(module, attribute):
            yield attribute


def _call_path(found: state.Leftover) -> tuple[str, ...]:
    read = found.reads[0]
    reach = read.module.reach(read.node)
    return reach.call_path if reach else ()


def _measures(module: Module, node: ast.AST) -> bool:
    """`time.time() - begun`: how long the process has lived."""
    return any(
        isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub) and isinstance(above.left, ast.Call)
        for above in module.ancestors(node)
    )


def _default(module: Module, call: ast.Call, callee: str) -> Iterator[Match[state.Plan]]:
    child: ast.AST = call
    for above in module.ancestors(call):
        if isinstance(above, ast.Lambda | ast.stmt) and not isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        if isinstance(above, ast.arguments):
            function = module.parent(above)
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                return
            reach = module.program.reach(module.path, module.qualname(function))
            if reach is not None and child in (*above.defaults, *above.kw_defaults):
                yield Match.report(
                    module.span(call),
                    f"the default is the same in every request of this process: `{callee}()` runs at import",
                    Refusal(
                        "a caller may leave the argument out and count on the default",
                        "let the default be None, and compute it in the body",
                    ),
                    call_path=reach.call_path,
                )
            return
        child = above


def _seed(module: Module, call: ast.Call) -> Iterator[Match[state.Plan]]:
    if module.handlers_here() and module.parent(module.statement(call)) is module.tree:
        yield Match.report(
            module.span(call),
            "every environment that starts from here draws the same random numbers"
            if call.args
            else "environments restored from one snapshot draw the same random numbers",
            Refusal(
                "the seed may be fixed on purpose, so that the numbers repeat", "leave the seed out, or use `secrets`"
            ),
        )
