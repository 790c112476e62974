"""LMB106."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Known, Match, Refusal, Related, Span, Unknown, syntax, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Patch, Program, Refusal

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_TAKING = frozenset({"pop", "popitem", "popleft"})
_CACHE = re.compile(r"cache|memo|seen|_state", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    function: Span
    default: Span
    annotation: Span | None
    parameter: str
    value: str


_READS_DEFAULTS = frozenset({"__defaults__", "__kwdefaults__", "getfullargspec", "signature"})


class MutableDefaultArgument(Codemod[Plan]):
    """A list, dict or set as a default argument, which request code changes.

    What it does
    ------------
    Finds parameters whose default is a list, dict or set, of functions that a request reaches and that change the
    parameter in place. A default that is only read is none, nor is one that is asked or taken from before it is filled,
    as a cache, a pool or the mark of what is done once.

    Why it is bad
    -------------
    Python makes the default once, when the module is imported. Whatever one call puts into it is still there in the
    next call, and in the next request of a warm environment.

    Example
    -------
    ```python
    def label(names, labels=[]):
        for name in names:
            labels.append(name.title())
        return labels


    def handler(event, context):
        return label(event["names"])
    ```

    Use instead
    -----------
    ```python
    def label(names, labels=None):
        if labels is None:
            labels = []
        for name in names:
            labels.append(name.title())
        return labels


    def handler(event, context):
        return label(event["names"])
    ```

    When the fix is safe
    --------------------
    The function is called in one place, once a request, and cannot be given None, and no test calls it repeatedly or
    reads its signature. Where several calls of one request
    share the default the result of a cold start changes too, so the fix is unsafe; likewise where an annotation gets
    `| None`, which old versions of Python do not evaluate.

    When it is refused
    ------------------
    Where the function gives None a meaning of its own. Where it binds the parameter anew, nothing is reported.

    References
    ----------
    - https://docs.python.org/3/faq/programming.html#why-are-default-values-shared-between-objects
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """

    code = "LMB106"
    name = "mutable-default-argument"
    remedy = "Make the default anew for each call"
    evidence = re.compile(rb"=[ \t]*(?:\[|\{|list\(\)|dict\(\)|set\(\))")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return any(function.mutable_default for function in facts.functions.values())

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for function in module.functions.values():
            reach = module.program.reach(module.path, module.qualname(function))
            if reach is None:
                continue
            for argument, default in _defaults(function):
                changes = _changes(module, function, argument) if _is_mutable(module, default) else []
                if not changes or _is_always_given(module, function, argument):
                    continue
                doubt = _doubt(module, function, argument)
                message = f"`{argument.arg}` is one object for all calls of `{function.name}`, which changes it"
                if _means_something(module, function, argument):
                    refusal = Refusal(
                        "the function already gives None a meaning of its own",
                        "let an object of your own be the default: `_MISSING = object()`",
                    )
                    yield Match.report(module.span(default), message, refusal, call_path=reach.call_path)
                    continue
                yield Match.repair(
                    module.span(default),
                    message,
                    Plan(
                        module.span(function),
                        module.span(default),
                        module.span(argument.annotation) if argument.annotation else None,
                        argument.arg,
                        module.text(default),
                    ),
                    answers=[Unknown(doubt) if doubt else Known(_evidence(module, function, argument))],
                    call_path=reach.call_path,
                    related=tuple(Related(module.path, node.lineno, "changed here") for node in changes),
                )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        expression: type[cst.BaseExpression] = cst.BaseExpression  # type: ignore[type-abstract]
        file.replace(file.node(plan.default, expression), cst.Name("None"))
        if plan.annotation is not None:
            annotation = file.node(plan.annotation, expression)
            quoted = isinstance(annotation, cst.SimpleString) and isinstance(annotation.evaluated_value, str)
            text = f"{annotation.evaluated_value if quoted else file.code(annotation)} | None"  # type: ignore[attr-defined]
            file.replace(annotation, file.parse_expression(file.quote(text) if quoted else text))
        function = file.function(plan.function)
        file.insert_at_top(function, f"if {plan.parameter} is None:\n    {plan.parameter} = {plan.value}")
        return None


def _defaults(function: FunctionNode) -> Iterator[tuple[ast.arg, ast.expr]]:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    yield from zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield argument, default


def _is_mutable(module: Module, default: ast.expr) -> bool:
    if isinstance(default, ast.List | ast.Dict | ast.Set):
        return all(isinstance(node, ast.Constant | ast.expr_context) for node in ast.iter_child_nodes(default))
    return (
        isinstance(default, ast.Call)
        and isinstance(default.func, ast.Name)
        and default.func.id in ("list", "dict", "set")
        and module.owner(default.func) is None
        and not default.args
        and not default.keywords
    )


def _changes(module: Module, function: FunctionNode, argument: ast.arg) -> list[ast.Name]:
    """Where the function changes the parameter; none where it binds the name itself, or keeps a cache in it."""
    scope = module.scopes.of_node[function]
    if len(scope.bindings[argument.arg]) != 1 or _CACHE.search(argument.arg):
        return []
    uses = module.scopes.uses_of(argument.arg, scope)
    if any(isinstance(module.parent(use), ast.Compare) and _is_container(module.parent(use), use) for use in uses):
        return []
    changes = [use for use in uses if values.classify(module, use).action is values.Action.MUTATE]
    if any(_is_taken_from(module, use) or _is_asked_first(module, use, changes) for use in uses):
        return []
    return changes


def _is_taken_from(module: Module, use: ast.Name) -> bool:
    """`connection = pool.pop()`: what an earlier call put there is used again."""
    method = module.parent(use)
    call = module.parent(method) if isinstance(method, ast.Attribute) and method.attr in _TAKING else None
    return isinstance(call, ast.Call) and not isinstance(module.parent(call), ast.Expr)


def _is_asked_first(module: Module, use: ast.Name, changes: list[ast.Name]) -> bool:
    """A test looks at the default, or at what was looked up in it, before it is changed, or for its first item.

    `if done: return`, `if not pool:`, `found = made.get(name)` and `if found is None:`, `if len(calls) == 1:`.
    """
    if _is_compared_with_none(module.parent(use)):
        return False
    above = [use, *module.ancestors(use)]
    first = min((change.lineno for change in changes), default=0)
    for child, parent in itertools.pairwise(above):
        if isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert) and child is parent.test:
            return use.lineno <= first or _counts_to_one(child)
        if isinstance(parent, ast.Assign) and child is parent.value and use not in changes:
            return use.lineno <= first and any(_is_tested(module, target) for target in parent.targets)
    return False


def _is_tested(module: Module, target: ast.expr) -> bool:
    owner = module.owner(target) if isinstance(target, ast.Name) else None
    if not isinstance(target, ast.Name) or owner is None:
        return False
    for use in module.scopes.uses_of(target.id, owner):
        for child, parent in itertools.pairwise([use, *module.ancestors(use)]):
            if isinstance(parent, ast.If | ast.While | ast.IfExp) and child is parent.test:
                return True
    return False


def _counts_to_one(test: ast.AST) -> bool:
    """`len(calls) == 1`"""
    return any(isinstance(node, ast.Constant) and node.value in (0, 1) for node in ast.walk(test))


def _means_something(module: Module, function: FunctionNode, argument: ast.arg) -> bool:
    """Whether the function tells None from other values already."""
    uses = module.scopes.uses_of(argument.arg, module.scopes.of_node[function])
    return any(_is_compared_with_none(module.parent(use)) for use in uses)


def _is_compared_with_none(compare: ast.AST | None) -> bool:
    return isinstance(compare, ast.Compare) and any(
        isinstance(other, ast.Constant) and other.value is None for other in compare.comparators
    )


def _is_container(compare: ast.AST | None, use: ast.Name) -> bool:
    """`key in memo`: the default is asked before it is filled, as a cache is."""
    return isinstance(compare, ast.Compare) and use in compare.comparators


def _doubt(module: Module, function: FunctionNode, argument: ast.arg) -> str:
    if argument.annotation is not None:
        return "its annotation needs Python 3.10 as `… | None`"
    if wrapper := values.repeats(module, function):
        return f"`{wrapper}` may call it several times within one request, which would no longer share it"
    if function.decorator_list and _defaults_are_read(module):
        return "code of this project reads the defaults of functions, and a decorator may be given this one"
    if test := _counted_on(module, function):
        return f"a test may count on the default that calls share ({test})"
    if not _called_once(module, function):
        return "calls within one request share it too, and would no longer"
    if any(_is_given(call, function, argument) is not False for call in _calls(module, function)):
        return "a caller may pass None"
    return ""


def _defaults_are_read(module: Module) -> bool:
    """Whether code of the project looks at `__defaults__` or a signature."""
    return any(
        text.rpartition(".")[2] in _READS_DEFAULTS
        for facts in module.program.files.values()
        for scope in facts.scopes.values()
        for text in (*scope.loads, *scope.calls)
    )


def _counted_on(module: Module, function: FunctionNode) -> str:
    """A test that calls the function repeatedly, directly or by the handler, or that reads signatures."""
    node = (module.path, module.qualname(function))
    return values.calling_twice(module, [node, *module.program.entrances([node])]) or values.reading_signatures(module)


def _calls(module: Module, function: FunctionNode) -> list[ast.Call]:
    """The calls in this file of a top-level function."""
    if module.parent(function) is not module.tree:
        return []
    above = (module.parent(use) for use in module.scopes.uses_of(function.name, module.scopes.module))
    return [call for call in above if isinstance(call, ast.Call) and module.definition(call.func) is not None]


def _is_always_given(module: Module, function: FunctionNode, argument: ast.arg) -> bool:
    """Whether every use of the function is a call that passes the parameter, so that nothing meets the default."""
    calls = _calls(module, function)
    uses = module.scopes.uses_of(function.name, module.scopes.module)
    if not calls or len(calls) != len(uses) or module.users.of(module.path, function.name):
        return False
    known = all(call.func is use for call, use in zip(calls, uses, strict=True))
    return known and module.handler(function) is None and all(_is_given(c, function, argument) for c in calls)


def _is_given(call: ast.Call, function: FunctionNode, argument: ast.arg) -> bool | None:
    """Whether a call passes the parameter; None where it unpacks its arguments."""
    positional = [*function.args.posonlyargs, *function.args.args]
    if any(keyword.arg == argument.arg for keyword in call.keywords):
        return True
    if any(isinstance(a, ast.Starred) for a in call.args) or any(keyword.arg is None for keyword in call.keywords):
        return None
    return argument in positional and positional.index(argument) < len(call.args)


def _evidence(module: Module, function: FunctionNode, argument: ast.arg) -> str:
    if _called_once(module, function):
        return (
            f"a request calls `{function.name}` once, so that no call counts on what another left in `{argument.arg}`"
        )
    return f"`{function.name}` hands on nothing of `{argument.arg}` that a later call would count on"


def _called_once(module: Module, function: FunctionNode) -> bool:
    """Whether a request calls the function at most once: it is the handler, or the handler calls it in one place."""
    if module.handler(function) is not None:
        return not module.program.callers(module.path, module.qualname(function))
    callers = module.program.callers(module.path, module.qualname(function))
    if len(callers) != 1 or callers[0][0] != module.path or callers[0][1] not in module.functions:
        return False
    caller = module.functions[callers[0][1]]
    if module.handler(caller) is None or module.program.callers(*callers[0]):
        return False
    names = module.scopes.uses_of(function.name, module.scopes.module)
    if len(names) != 1 or module.function(names[0]) is not caller or module.users.of(module.path, function.name):
        return False
    repeating = (*syntax.LOOPS, ast.Lambda)
    call = module.parent(names[0])
    is_called = isinstance(call, ast.Call) and call.func is names[0]
    return is_called and not any(isinstance(above, repeating) for above in module.ancestors(names[0]))
