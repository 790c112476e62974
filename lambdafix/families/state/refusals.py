"""Why a leftover cannot be made the request's own without a person."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.program.program import Node
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.access import Access, is_constant
from lambdafix.analysis.values.by_name import reached_by_name, testing_by_name
from lambdafix.analysis.values.tested import calling_twice, reflecting, shown_in_docstring
from lambdafix.analysis.values.variable import Action
from lambdafix.analysis.values.variables import is_environment, is_environment_get
from lambdafix.families.state.leftover import Leftover, initial_value, is_container
from lambdafix.knowledge import loading, threads
from lambdafix.model import HandlerEntry, Refusal

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

KEEP = "if it is meant to last, keep it in DynamoDB or a cache; if not, let the handler start it afresh"
_CALLBACKS = frozenset({"atexit.register", "signal.signal"})
_DYNAMIC = loading.BY_TEXT | {"__import__"}
_CALLBACK_NAMES = frozenset(name.rpartition(".")[2] for name in _CALLBACKS)


def entries_of(module: Module, node: Node) -> list[HandlerEntry]:
    return [entry for entry in module.program.handlers if (entry.path, entry.function) == node]


def refusal(leftover: Leftover) -> Refusal | None:
    """The first reason found against any rewrite; None where there is none."""
    module, name = leftover.module, leftover.name
    if not leftover.variable.module_bindings:
        return Refusal(f"`{name}` has no value before the first request", f"assign `{name}` at module level")
    value = initial_value(module, leftover.variable)
    if value is None:
        return Refusal(
            f"`{name}` is assigned in several places while the module is imported", f"assign `{name}` in one place"
        )
    if not is_fresh_value(module, value):
        return Refusal(
            f"the first value of `{name}` is computed by code that may not give the same again",
            "assign it at the start of the handler",
        )
    statement = module.statement(leftover.variable.module_bindings[0].node)
    imported = [a for a in leftover.accesses if a.function is None and module.statement(a.node) is not statement]
    return (
        _import_refusal(leftover, imported)
        or test_refusal(leftover)
        or _thread_refusal(leftover)
        or dynamic_refusal(leftover)
        or handler_refusal(leftover)
    )


def is_fresh_value(module: Module, value: ast.expr) -> bool:
    """Whether `value` evaluates to the same again at any time."""
    if is_constant(value) or is_from_environment(module, value):
        return True
    if isinstance(value, ast.Call) and is_container(module, value):
        arguments = [*value.args, *(keyword.value for keyword in value.keywords)]
        if any(keyword.arg == "maxlen" for keyword in value.keywords):
            return False
        return all(is_constant(a) or (isinstance(a, ast.Name) and _is_plain_builtin(module, a)) for a in arguments)
    return False


def is_from_environment(module: Module, value: ast.expr) -> bool:
    """`os.environ["X"]`, `os.getenv("X", "a")`, `int(…)` of one: the same each time unless the process changes it."""
    match value:
        case ast.Subscript(value=owner, slice=ast.Constant()):
            return is_environment(module, owner)
        case ast.Call(func=ast.Name(id="int" | "str" | "float" | "bool") as func, args=[argument], keywords=[]):
            return module.owner(func) is None and is_from_environment(module, argument)
        case ast.Call(args=arguments, keywords=[]):
            return is_environment_get(module, value) and all(
                isinstance(argument, ast.Constant) for argument in arguments
            )
    return False


def _is_plain_builtin(module: Module, name: ast.Name) -> bool:
    return module.owner(name) is None and name.id in ("list", "dict", "set", "int", "str", "float", "bool", "tuple")


def _import_refusal(leftover: Leftover, imported: list[Access]) -> Refusal | None:
    name = leftover.name
    for access in imported:
        place = f"{access.module.path}:{access.row}"
        if access.action is Action.CAPTURE:
            return Refusal(
                f"a default argument, decorator or class body took the object at import and would keep it ({place})",
                "give it a fresh value at the start of the handler",
            )
        if access.changes or access.action in (Action.ESCAPE, Action.DELETE):
            return Refusal(
                f"`{name}` changes during the import ({place})",
                "build the whole value in one assignment, or begin each request with a copy of it",
            )
    changed = _changed_by_import(leftover)
    if changed:
        return Refusal(
            f"`{changed}` changes `{name}` during the import",
            "build the whole value in one assignment, or begin each request with a copy of it",
        )
    for access in leftover.accesses:
        if access.action is Action.ESCAPE and access.function is not None and access.module.runs_once(access.node):
            place = f"{access.module.path}:{access.row}"
            return Refusal(
                f"an object that is built once, at import, holds on to it ({place})",
                "pass it to that object's methods in each request",
            )
    if any(access.action is Action.DELETE for access in leftover.accesses):
        return Refusal(f"`{name}` is removed by a `del` statement", "give it a fresh value at the start of the handler")
    return None


def _changed_by_import(leftover: Leftover) -> str:
    """A function that runs during the import of a module that uses the name, and changes it."""
    changing = {(a.module.path, a.module.qualname(a.function)) for a in leftover.accesses if a.function and a.changes}
    modules = {a.module.path: a.module for a in leftover.accesses}
    for module in modules.values():
        for call in module.every(ast.Call):
            if module.function(call) is None and not in_main_guard(module, call):
                meant = module.definition(call.func)
                if meant is not None and _leads_to(module, meant, changing):
                    return dotted(call.func)
    return ""


def in_main_guard(module: Module, node: ast.AST) -> bool:
    return any(
        isinstance(above, ast.If) and any(isinstance(n, ast.Name) and n.id == "__name__" for n in ast.walk(above.test))
        for above in module.ancestors(node)
    )


def _leads_to(module: Module, meant: Definition, targets: set[Node]) -> bool:
    seen = {(meant.path, meant.qualname)}
    queue = list(seen)
    while queue:
        here = queue.pop()
        if here in targets:
            return True
        if here[1] in module.program.files[here[0]].functions:
            fresh = [node for node in module.program.callees(*here) if node not in seen]
            seen.update(fresh)
            queue += fresh
    return False


def test_refusal(leftover: Leftover) -> Refusal | None:
    tested = [use for use in leftover.variable.external if use.in_test]
    if tested:
        return Refusal(
            f"a test uses the name, and may count on what it holds ({tested[0].path}:{tested[0].row})",
            "give it a fresh value at the start of the handler, and in the test's set-up",
        )
    test = (
        testing_by_name(leftover.module, leftover.variable)
        or calling_twice(leftover.module, leftover.entrances)
        or reflecting(leftover.module, leftover.name)
        or shown_in_docstring(leftover.module, leftover.name)
    )
    if test:
        return Refusal(
            f"a test may use the name, and count on what it holds ({test})",
            "give it a fresh value at the start of the handler, and in the test's set-up",
        )
    if leftover.module.tests().replaces(leftover.name):
        return Refusal(
            f"tests patch `{leftover.name}`",
            "give it a fresh value at the start of the handler, and in the test's set-up",
        )
    if leftover.variable.exported:
        return Refusal(
            "`__all__` exports it, so that code outside of this project may use it",
            "give it a fresh value at the start of the handler",
        )
    return None


def _thread_refusal(leftover: Leftover) -> Refusal | None:
    """Another thread may use the place while the next request resets it; what runs at the exit wants all of it."""
    users = {(a.module.path, a.module.qualname(a.function)) for a in leftover.accesses if a.function is not None}
    modules = {a.module.path: a.module for a in leftover.accesses if a.function is not None}
    for module in (*modules.values(), *_starting_threads(leftover.module, modules)):
        for klass in module.every(ast.ClassDef):
            is_thread = any(dotted(base).rpartition(".")[2] in threads.CLASSES for base in klass.bases)
            run = Definition(module.path, f"{klass.name}.run", "function")
            if is_thread and _leads_to(module, run, users):
                return Refusal(f"a thread uses it ({module.path}:{klass.lineno})", "pass it an object of its own")
        for who, meant, row in _run_elsewhere(module):
            if _leads_to(module, meant, users):
                return Refusal(f"{who} uses it ({module.path}:{row})", "pass it an object of its own")
    return None


def _starting_threads(module: Module, known: Collection[str]) -> Iterator[Module]:
    """The other deployed files that hand functions to threads, or to the process's exit."""
    program = module.program
    for path in sorted(program.deployed - set(known)):
        calls = (text for scope in program.files[path].scopes.values() for text in scope.calls)
        if any(threads.runs_arguments(text) or text.rpartition(".")[2] in _CALLBACK_NAMES for text in calls):
            other = module.other(path)
            if other is not None:
                yield other


def _run_elsewhere(module: Module) -> Iterator[tuple[str, Definition, int]]:
    """Who runs which function of the project apart from the request, and the row that says so."""
    for call in module.every(ast.Call):
        is_elsewhere = threads.runs_arguments(dotted(call.func))
        if not is_elsewhere and module.canonical(call.func) not in _CALLBACKS:
            continue
        who = "a thread" if is_elsewhere else "an exit or signal handler"
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
            for part in ast.walk(argument):
                meant = module.definition(part) if isinstance(part, ast.Name | ast.Attribute) else None
                if meant is not None and meant.kind == "function":
                    yield who, meant, call.lineno
    for qualname, function in module.functions.items():
        if any(module.canonical(decorator) in _CALLBACKS for decorator in function.decorator_list):
            yield "an exit or signal handler", Definition(module.path, qualname, "function"), function.lineno


def dynamic_refusal(leftover: Leftover) -> Refusal | None:
    for module in {a.module.path: a.module for a in leftover.accesses}.values():
        for call in module.every(ast.Call):
            if isinstance(call.func, ast.Name) and call.func.id in _DYNAMIC and module.owner(call.func) is None:
                return Refusal(
                    f"`{call.func.id}()` can read or change any name at run time ({module.path}:{call.lineno})",
                    "give it a fresh value at the start of the handler",
                )
    if path := reached_by_name(leftover.module):
        return Refusal(
            f"{path} imports modules whose names are known only at run time, and may use it that way",
            "give it a fresh value at the start of the handler",
        )
    return None


def handler_refusal(leftover: Leftover) -> Refusal | None:
    program = leftover.module.program
    if twin := _twin(leftover):
        return Refusal(
            f"two functions are called `{twin}`, and it cannot be told which of them runs", "rename one of them"
        )
    if not leftover.entrances:
        return Refusal(
            "lambdafix found no handler from which a request gets here",
            "give it a fresh value in the function that Lambda calls",
        )
    for node in leftover.entrances:
        if not entries_of(leftover.module, node):
            return Refusal(
                f"a framework, and not Lambda itself, calls `{node[1]}`",
                "give it a fresh value in a hook that runs before each request",
            )
        if program.callers(*node) or _calls_itself(leftover.module.other(node[0]), node):
            by = "another function" if program.callers(*node) else "itself"
            return Refusal(f"`{node[1]}` is a handler and also called by {by}, which would lose its value", KEEP)
        if wrapper := _wrapper(leftover, node):
            return Refusal(f"`{wrapper}` uses it around `{node[1]}`", "give it a fresh value in the wrapper")
    return None


def _twin(leftover: Leftover) -> str:
    """A function that uses the name and whose own name is given to another function below it."""
    users = ((access.module, access.function) for access in leftover.accesses if access.function is not None)
    names = ((module, function, module.qualname(function)) for module, function in users)
    return next((name for module, function, name in names if module.functions.get(name, function) is not function), "")


def _calls_itself(module: Module | None, node: Node) -> bool:
    function = module.functions[node[1]] if module else None
    return module is not None and any(
        isinstance(part, ast.Name)
        and (meant := module.definition(part)) is not None
        and (meant.path, meant.qualname) == node
        for part in (ast.walk(function) if function else ())
    )


def _wrapper(leftover: Leftover, node: Node) -> str:
    """A decorator of the project that uses the name before the function's body begins."""
    module = leftover.module.other(node[0])
    users = {(a.module.path, a.module.qualname(a.function)) for a in leftover.accesses if a.function is not None}
    for decorator in module.functions[node[1]].decorator_list if module else ():
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        meant = module.definition(target) if module else None
        if module and meant is not None and meant.kind in ("function", "class"):
            inside = any(path == meant.path and name.startswith(f"{meant.qualname}.") for path, name in users)
            if inside or _leads_to(module, meant, users):
                return dotted(target)
    return ""
