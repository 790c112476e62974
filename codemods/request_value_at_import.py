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
    Finds module-level names bound to `datetime.now()`, `date.today()`, `uuid4()` and the like, which code reached by a
    request reads, such defaults of parameters, and `random.seed()` at module level. Names that speak of the process
    (`STARTED`, `CONTAINER_ID`), and measuring the time since, are none.

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
    parameters and `random.seed()`.

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
    if found is None or all(_measures(read.module, read.node) for read in found.reads):
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
