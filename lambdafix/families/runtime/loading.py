"""What every request loads though it is the same for all, and the cached getter that loads it once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import MUTATING_METHODS
from lambdafix.analysis.syntax.nodes import LOOPS
from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.analysis.values.origin import Source, trace
from lambdafix.knowledge.loaders import DATA, FROM_PRETRAINED, MODELS
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_BY_HAND = "load it at module level, or in a getter under `functools.cache`"
_FIXED = frozenset({Source.CONSTANT, Source.CONFIGURATION})


@dataclass(frozen=True, slots=True)
class LoadOnce(RewrittenApart):
    """Load in a cached getter what `statement` assigns to `name`: the value of `call`, or what a `with` reads."""

    rewriting: ClassVar[str] = "lambdafix.families.runtime.loading_rewrite"

    statement: Span
    call: Span
    name: str
    function: str
    opened: str
    """The name that the `with` binds, "" where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    call: ast.Call
    reach: Reach
    noun: str
    answer: LoadOnce | Refusal


def loads(module: Module) -> Iterator[Loaded]:
    """Each call that requests make to load something that is the same for all of them."""
    for call in module.every(ast.Call):
        noun = _noun(module, call)
        if not noun or module.function(call) is None or module.runs_once(call):
            continue
        reach = module.reach(call)
        source = _source(module, call)
        if reach is not None and source is not None and _is_fixed(module, source):
            yield Loaded(call, reach, noun, _answer(module, call))


def _noun(module: Module, call: ast.Call) -> str:
    canonical = module.canonical(call.func)
    if canonical in MODELS or canonical in DATA:
        return MODELS.get(canonical) or DATA[canonical]
    if isinstance(call.func, ast.Attribute) and call.func.attr == FROM_PRETRAINED and call.args:
        return "the model" if module.canonical(call.func.value).startswith("transformers.") else ""
    return ""


def _source(module: Module, call: ast.Call) -> ast.expr | None:
    """What is loaded: a name or a path, or the path of the file that is read; None where that is not shown."""
    given = call.args[0] if call.args else None
    if given is None or (call.keywords and any(keyword.arg is None for keyword in call.keywords)):
        return None
    if module.canonical(call.func) not in DATA and module.canonical(call.func) != "pickle.load":
        return given
    opened = given if isinstance(given, ast.Call) else _opened(module, given)
    if isinstance(opened, ast.Call) and isinstance(opened.func, ast.Name) and opened.func.id == "open" and opened.args:
        return opened.args[0]
    return None


def _opened(module: Module, name: ast.expr) -> ast.expr | None:
    """`open(…)` of the `with` that binds the name, directly around."""
    for above in module.ancestors(name):
        if isinstance(above, ast.With):
            item = above.items[0]
            target = item.optional_vars
            bound = isinstance(target, ast.Name) and isinstance(name, ast.Name) and target.id == name.id
            return item.context_expr if bound and len(above.items) == 1 else None
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
    return None


def _is_fixed(module: Module, source: ast.expr) -> bool:
    """Whether it is a constant, or made of constants of the module, and does not lie under `/tmp`."""
    origin = trace(module, source)
    if not origin.sources <= _FIXED or origin.locals or origin.doubts:
        return False
    return "/tmp" not in ast.unparse(source) and "/mnt" not in ast.unparse(source)  # noqa: S108 - looked for, not used


def _answer(module: Module, call: ast.Call) -> LoadOnce | Refusal:
    assigned = module.parent(call)
    if not isinstance(assigned, ast.Assign) or len(assigned.targets) != 1:
        return Refusal("its value is part of a larger expression", _BY_HAND)
    target = assigned.targets[0]
    owner = module.owner(target) if isinstance(target, ast.Name) else None
    if not isinstance(target, ast.Name) or owner is None or owner.kind is not ScopeKind.FUNCTION:
        return Refusal("its value is kept elsewhere than in a local", _BY_HAND)
    if len(owner.bindings[target.id]) != 1:
        return Refusal("the local that it is assigned to means other things, too", _BY_HAND)
    if any(isinstance(above, (*LOOPS, ast.Try)) for above in _around(module, call)):
        return Refusal("it is loaded in a loop or a `try`", _BY_HAND)
    data = module.canonical(call.func) in DATA
    for use in module.scopes.uses_of(target.id, owner):
        if data and not _only_reads(module, use):
            return Refusal("the value may be changed, and requests would share it", _BY_HAND)
    statement: ast.stmt = assigned
    opened = ""
    above = module.parent(assigned)
    if isinstance(above, ast.With) and isinstance(above.items[0].optional_vars, ast.Name) and len(above.items) == 1:
        opened = above.items[0].optional_vars.id
        if len(above.body) != 1 or len(owner.bindings.get(opened, ())) != 1:
            return Refusal("the file that it is read from is used for more", _BY_HAND)
        statement = above
    elif isinstance(call.args[0], ast.Name) and (data or module.canonical(call.func) == "pickle.load"):
        return Refusal("the file that it is read from is opened elsewhere", _BY_HAND)
    if _needs_locals(module, statement, opened, target.id):
        return Refusal("it is loaded with values of the function", _BY_HAND)
    return LoadOnce(
        module.span(statement), module.span(call), target.id, module.qualname(module.function(call)), opened
    )


def _around(module: Module, node: ast.AST) -> Iterator[ast.AST]:
    for above in module.ancestors(node):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        yield above


def _only_reads(module: Module, use: ast.Name) -> bool:
    """`config["x"]`, `config.get("x")`, `"x" in config`, not handed on."""
    above = module.parent(use)
    match above:
        case ast.Subscript(ctx=ast.Load()):
            inner = module.parent(above)
            return not isinstance(inner, ast.Subscript | ast.Attribute) or _only_reads_deeper(module, above)
        case ast.Attribute(attr=attr):
            return attr in ("get", "items", "keys", "values") and attr not in MUTATING_METHODS
        case ast.Compare():
            return True
        case ast.For(iter=iterated) | ast.comprehension(iter=iterated):
            return iterated is use
    return False


def _only_reads_deeper(module: Module, read: ast.expr) -> bool:
    above = module.parent(read)
    if isinstance(above, ast.Subscript):
        return isinstance(above.ctx, ast.Load) and _only_reads_deeper(module, above)
    return not isinstance(above, ast.Attribute) or above.attr in ("get", "items", "keys", "values", "format", "lower")


def _needs_locals(module: Module, statement: ast.stmt, *own: str) -> bool:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id not in own:
            owner = module.owner(node)
            if owner is not None and owner.kind is not ScopeKind.MODULE:
                return True
    return False
