"""What requests set for the whole process, so that it adds up or stays for the next request."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode, ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.analysis.values.dependence import depends_on_request
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_POWERTOOLS = frozenset({"aws_lambda_powertools.Logger", "aws_lambda_powertools.logging.Logger"})
_PATHS = frozenset({"insert", "append", "extend"})


class Setting(enum.Enum):
    """What a request changes for all that follow."""

    LOG_HANDLER = "adds a handler to the logger: each request's lines are written once more"
    LOG_KEYS = "adds keys to the logger that nothing clears: the next request's lines carry them"
    ENVIRONMENT = "sets an environment variable to a value of the request: the next one sees it"
    PATH = "adds to `sys.path` in every request: it grows, and each import searches all of it"
    FOLDER = "changes the process's folder: the next request starts there"
    LOCALE = "sets the process's locale by the request: the next one formats by it"
    AT_EXIT = "registers what is to be done at the end of the process, once more in every request"


@dataclass(frozen=True, slots=True)
class Once(RewrittenApart):
    """Do the statement only where it was not done before, or clear what was added, by `decorator`."""

    rewriting: ClassVar[str] = "lambdafix.families.runtime.settings_rewrite"

    setting: Setting
    statement: Span
    test: str = ""
    decorator: Span | None = None
    is_call: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PerRequest:
    place: ast.expr
    reach: Reach
    setting: Setting
    answer: Once | Refusal


def settings(module: Module) -> Iterator[PerRequest]:
    """Each place where a request sets something for the process, and nothing takes it back."""
    nodes: list[ast.Call | ast.Subscript] = [*module.every(ast.Call), *module.every(ast.Subscript)]
    for node in nodes:
        setting = _setting(module, node)
        function = module.function(node) if setting is not None else None
        if setting is None or function is None or module.runs_once(node):
            continue
        reach = module.reach(node)
        if reach is None or _only_makes_objects(module, function):
            continue
        if not _is_taken_back(module, function, setting, node):
            yield PerRequest(node, reach, setting, _answer(module, node, setting, function))


def _only_makes_objects(module: Module, function: FunctionNode) -> bool:
    """Whether requests use what the function made while a module was imported, and none calls it."""
    program = module.program
    callers = program.callers(module.path, module.qualname(function))
    return bool(callers) and all(
        name not in program.files[path].functions
        and any(
            made.name == name and made.callee.partition("(")[0].rpartition(".")[2] == function.name
            for made in program.files[path].assignments
        )
        for path, name in callers
    )


def _setting(module: Module, node: ast.Call | ast.Subscript) -> Setting | None:
    if isinstance(node, ast.Subscript):
        is_set = isinstance(node.ctx, ast.Store) and module.canonical(node.value) == "os.environ"
        above = module.parent(node)
        changed = is_set and isinstance(above, ast.Assign) and _is_of_the_request(module, above.value)
        return Setting.ENVIRONMENT if changed else None
    canonical = module.canonical(node.func)
    match canonical:
        case "os.chdir":
            return Setting.FOLDER
        case "atexit.register":
            return Setting.AT_EXIT
        case "os.putenv" if len(node.args) == 2 and _is_of_the_request(module, node.args[1]):
            return Setting.ENVIRONMENT
        case "locale.setlocale" if len(node.args) == 2 and depends_on_request(module, node.args[1]):
            return Setting.LOCALE
    if not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr in _PATHS and module.canonical(node.func.value) == "sys.path":
        return Setting.PATH
    if node.func.attr == "addHandler" and _is_lasting_logger(module, node.func.value):
        return Setting.LOG_HANDLER
    if node.func.attr == "append_keys" and _is_powertools(module, node.func.value) and _is_on_a_branch(module, node):
        return Setting.LOG_KEYS
    return None


def _is_of_the_request(module: Module, value: ast.expr) -> bool:
    """Whether it differs with the request: in a handler by what it is made of, elsewhere where it names the event."""
    function = module.function(value)
    if function is not None and module.handler(function) is not None:
        return depends_on_request(module, value)
    return any(isinstance(node, ast.Name) and node.id == "event" for node in ast.walk(value))


def _is_lasting_logger(module: Module, value: ast.expr) -> bool:
    """`logging.getLogger("app")`, or a name bound to it alone."""
    made = bound_value(module, value) if isinstance(value, ast.Name) else value
    return isinstance(made, ast.Call) and module.canonical(made.func) == "logging.getLogger"


def _is_powertools(module: Module, value: ast.expr) -> bool:
    made = bound_value(module, value) if isinstance(value, ast.Name) else None
    return isinstance(made, ast.Call) and module.canonical(made.func) in _POWERTOOLS


def _is_on_a_branch(module: Module, call: ast.Call) -> bool:
    """Whether some requests do not get there: those that always do overwrite what the last one set."""
    function = module.function(call)
    return function is not None and (module.handler(function) is None or module.statement(call) not in function.body)


def _is_taken_back(module: Module, function: FunctionNode, setting: Setting, node: ast.AST) -> bool:
    """Whether the function, or for a logger the file, undoes it or looks whether it was done."""
    words = {one.attr for one in ast.walk(function) if isinstance(one, ast.Attribute)}
    match setting:
        case Setting.LOG_HANDLER:
            return not words.isdisjoint({"handlers", "hasHandlers", "removeHandler", "clear"}) or _is_guarded(
                module, node
            )
        case Setting.LOG_KEYS:
            given = {one.arg for one in module.every(ast.keyword)}
            read = {one.attr for one in module.every(ast.Attribute)}
            return "clear_state" in given or not read.isdisjoint(
                {"remove_keys", "structure_logs", "clear_state", "append_context_keys"}
            )
        case Setting.ENVIRONMENT:
            return not words.isdisjoint({"pop", "clear", "unsetenv"}) or _deletes(module, function)
        case Setting.PATH:
            return _is_guarded(module, node) or "remove" in words
        case Setting.FOLDER:
            calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
            return sum(module.canonical(one.func) == "os.chdir" for one in calls) > 1
        case Setting.AT_EXIT:
            return "unregister" in words or _is_guarded(module, node)
    return False


def _is_guarded(module: Module, node: ast.AST) -> bool:
    """Whether a condition stands around it, in its function."""
    for above in module.ancestors(node):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        if isinstance(above, ast.If):
            return True
    return False


def _deletes(module: Module, function: FunctionNode) -> bool:
    return any(
        isinstance(one, ast.Subscript)
        and (isinstance(one.ctx, ast.Del) or module.function(one) is None)
        and module.canonical(one.value) == "os.environ"
        for one in ast.walk(function)
    )


def _answer(module: Module, node: ast.expr, setting: Setting, function: FunctionNode) -> Once | Refusal:
    statement = module.statement(node)
    alone = isinstance(statement, ast.Expr) and statement.value is node
    match setting:
        case Setting.LOG_HANDLER if alone:
            return _handler(module, node, function)
        case Setting.LOG_KEYS:
            return _keys(module, node)
        case Setting.PATH if alone and isinstance(node, ast.Call):
            added = node.args[-1] if node.args else None
            if isinstance(added, ast.Constant) and getattr(node.func, "attr", "") != "extend":
                return Once(setting, module.span(statement), f"{module.text(added)} not in {_receiver(node)}")
            return Refusal("what it adds is computed", "do it once, at module level")
        case Setting.ENVIRONMENT:
            return Refusal("what reads the variable is not known", "hand the value to what needs it")
        case Setting.FOLDER:
            return Refusal("what counts on the folder is not known", "use absolute paths")
        case Setting.LOCALE:
            return Refusal(
                "what formats by it is not known", "format by a library that takes the locale, such as Babel"
            )
    return Refusal("it is part of something larger", "do it once, at module level")


def _receiver(call: ast.expr) -> str:
    return dotted(call.func.value) if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else ""


def _handler(module: Module, node: ast.expr, function: FunctionNode) -> Once | Refusal:
    by_hand = "add it once, at module level"
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Attribute)
    logger = node.func.value
    made = bound_value(module, logger) if isinstance(logger, ast.Name) else None
    if not isinstance(made, ast.Call) or not made.args:
        return Refusal("it is the root logger, to which Lambda itself adds a handler", by_hand)
    owner = module.owner(logger) if isinstance(logger, ast.Name) else None
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
    if sum(getattr(one.func, "attr", "") == "addHandler" for one in calls) > 1:
        return Refusal("several handlers are added", by_hand)
    local = owner is not None and owner.kind is ScopeKind.FUNCTION and module.handler(function) is not None
    if local and any(depends_on_request(module, argument) for argument in node.args):
        return Refusal("the handler is made of the request", "make a handler that looks at the record")
    return Once(Setting.LOG_HANDLER, module.span(module.statement(node)), f"not {dotted(logger)}.handlers")


def _keys(module: Module, node: ast.expr) -> Once | Refusal:
    """`clear_state=True` for the decorator of the handler in this file, by the same logger."""
    receiver = _receiver(node)
    for function in module.handlers_here():
        for decorator in function.decorator_list:
            named = decorator.func if isinstance(decorator, ast.Call) else decorator
            if dotted(named) == f"{receiver}.inject_lambda_context":
                is_call = isinstance(decorator, ast.Call)
                statement = module.span(module.statement(node))
                return Once(Setting.LOG_KEYS, statement, decorator=module.span(decorator), is_call=is_call)
    return Refusal(
        "no handler of the file has the logger's `inject_lambda_context`",
        "remove them with `remove_keys`, or clear them with `inject_lambda_context(clear_state=True)`",
    )
