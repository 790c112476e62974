"""LMB105."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Related, Span, syntax, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Patch, Program, Refusal


@dataclass(frozen=True, slots=True)
class Plan:
    first: Span
    last: Span


class ProgramAtImport(Codemod[Plan]):
    """Example usage that runs whenever Lambda imports the module.

    What it does
    ------------
    Finds top-level statements that call the handler, print what a function of the project returns, or close a module's
    connection, in a module that requests use, and the statements beside them that only serve them.

    Why it is bad
    -------------
    Lambda imports the module on every cold start. What was meant for a try on one's own machine then queries a database
    and prints a record before the first request, may exhaust the ten seconds of the init phase, and leaves the
    functions a connection that is closed.

    Example
    -------
    ```python
    import boto3

    dynamodb = boto3.client("dynamodb")


    def get_user(user_id):
        answer = dynamodb.get_item(TableName="users", Key={"id": {"S": user_id}})
        return answer.get("Item")


    def handler(event, context):
        return get_user(event["user"])


    # Example usage
    user = get_user("1")
    print(user)
    dynamodb.close()
    ```

    Use instead
    -----------
    ```python
    import boto3

    dynamodb = boto3.client("dynamodb")


    def get_user(user_id):
        answer = dynamodb.get_item(TableName="users", Key={"id": {"S": user_id}})
        return answer.get("Item")


    def handler(event, context):
        return get_user(event["user"])


    if __name__ == "__main__":
        # Example usage
        user = get_user("1")
        print(user)
        dynamodb.close()
    ```

    When the fix is safe
    --------------------
    Never: the import no longer does what the statements do. That is the purpose, and a person says yes to it.

    When it is refused
    ------------------
    Never. Calls that set the module up (`configure_logging()`, `client = make_client()`) are no finding, nor is a
    `print("loading")`.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    - https://docs.python.org/3/library/__main__.html
    """

    code = "LMB105"
    name = "program-at-import"
    remedy = 'Run it under `if __name__ == "__main__":`'
    evidence = re.compile(rb"\(")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        body = facts.scopes[syntax.MODULE_SCOPE]
        imported = {statement.local: statement.name for statement in facts.imports if statement.name}
        called = {name for text in body.calls for name in (text, imported.get(text), body.values.get(text)) if name}
        last = {name.rpartition(".")[2] for name in called}
        return bool(last & {"print", "close"}) or not last.isdisjoint(program.handler_names)

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        if not any(module.program.reach(module.path, name) for name in module.program.files[module.path].functions):
            return
        for block in _blocks(module):
            yield Match.repair(
                module.span(block[0]),
                "this runs whenever Lambda imports the module, not only when it is tried by hand",
                Plan(module.span(block[0]), module.span(block[-1])),
                doubts=["the import no longer does it"],
                related=[Related(module.path, node.lineno, "runs at import") for node in block[1:]],
            )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        file = patch.file(module.path)
        file.wrap(file.statement(plan.first), file.statement(plan.last), f"if __name__ == {file.quote('__main__')}:")
        return None


def _blocks(module: Module) -> Iterator[list[ast.stmt]]:
    """Runs of top-level statements that try the module out."""
    body = module.tree.body
    position = 0
    while position < len(body):
        if not _tries_out(module, body[position]):
            position += 1
            continue
        first = last = position
        grown = True
        while grown:
            block = body[first : last + 1]
            grown = False
            if last + 1 < len(body) and _belongs(module, body[last + 1], block):
                last, grown = last + 1, True
            elif first and _belongs(module, body[first - 1], block):
                first, grown = first - 1, True
        block = body[first : last + 1]
        if all(_only_used_in(module, node, block) for node in block):
            yield block
        position = last + 1


def _tries_out(module: Module, node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    if not isinstance(value, ast.Call):
        return False
    if _calls_handler(module, value):
        return True
    if isinstance(node, ast.Assign):
        return False
    if isinstance(value.func, ast.Name) and value.func.id == "print" and module.owner(value.func) is None:
        return any(_shows_result(module, argument) for argument in value.args)
    return _closes(module, value)


def _calls_handler(module: Module, call: ast.Call) -> bool:
    meant = module.definition(call.func)
    if meant is None or meant.kind != "function":
        return False
    return any((entry.path, entry.function) == (meant.path, meant.qualname) for entry in module.program.handlers)


def _shows_result(module: Module, value: ast.expr) -> bool:
    """Whether a printed value is what a function of the project returned, directly or by way of a name."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and _calls_project(module, node):
            return True
        if isinstance(node, ast.Name) and module.owner(node) is module.scopes.module:
            if any(module.function(use) for use in module.scopes.uses_of(node.id, module.scopes.module)):
                continue
            for binding in module.scopes.module.bindings[node.id]:
                statement = module.statement(binding.node)
                if isinstance(statement, ast.Assign) and any(
                    isinstance(inner, ast.Call) and _calls_project(module, inner) for inner in ast.walk(statement.value)
                ):
                    return True
    return False


def _calls_project(module: Module, call: ast.Call) -> bool:
    """Whether a call is of a function that requests use too: `print(version())` of a set-up module is none."""
    meant = module.definition(call.func)
    return meant is not None and meant.kind == "function" and bool(module.program.reach(meant.path, meant.qualname))


def _closes(module: Module, call: ast.Call) -> bool:
    """`conn.close()` of what functions use, by its own name or by way of what is made of it: a cursor."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "close" or call.args:
        return False
    name = call.func.value
    if not isinstance(name, ast.Name):
        return False
    return any(map(functools.partial(_is_used_by_functions, module), (name.id, *_made_of(module, name.id))))


def _is_used_by_functions(module: Module, name: str) -> bool:
    return any(module.function(use) is not None for use in module.scopes.uses_of(name, module.scopes.module))


def _made_of(module: Module, name: str) -> Iterator[str]:
    """Names that the import gives a cursor of it: `cursor = conn.cursor()`."""
    for statement in module.tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=made)],
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="cursor")),
            ) if owner == name:
                yield made


def _belongs(module: Module, node: ast.stmt, block: list[ast.stmt]) -> bool:
    """Whether a neighbour of the block only serves it, or tries out more."""
    if _tries_out(module, node):
        return True
    if isinstance(node, ast.Assign):
        used = {inner.id for other in block for inner in ast.walk(other) if isinstance(inner, ast.Name)}
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        return bool(names & used) and _only_used_in(module, node, [node, *block])
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        printed = isinstance(call.func, ast.Name) and call.func.id == "print"
        return printed or _calls_project(module, call)
    return False


def _only_used_in(module: Module, node: ast.stmt, block: list[ast.stmt]) -> bool:
    """Whether nothing outside the block uses what a statement binds."""
    if not isinstance(node, ast.Assign):
        return True
    inside = {inner for other in block for inner in ast.walk(other)}
    for target in node.targets:
        if not isinstance(target, ast.Name):
            return False
        variable = values.describe(module, target.id)
        if variable is None or variable.external or variable.star_importers or variable.exported:
            return False
        places = [use.node for use in variable.uses] + [binding.node for binding in variable.bindings]
        if not all(place in inside for place in places):
            return False
    return True
