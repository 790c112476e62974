"""Whether a module-level name holds the same for every request: what it is bound to, and who may change that."""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.program.users import UseKind
from lambdafix.analysis.syntax.facts import ModuleFacts
from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode, Scope
from lambdafix.analysis.values.access import Access, accesses
from lambdafix.analysis.values.by_name import is_written_by_name
from lambdafix.analysis.values.content import Content, content, of_definition
from lambdafix.analysis.values.variable import Action, classify, describe
from lambdafix.judgement import Judgement, Known, Refuted, Unknown
from lambdafix.knowledge import loggers, purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


def constancy(module: Module, name: str) -> Judgement:
    """Whether what the module-level `name` holds, items included, is the same for every request.

    What the import itself does to it before it ends does not count.
    """
    known: dict[object, Judgement] = module.memo
    if (constancy, name) not in known:
        known[constancy, name] = Unknown(f"`{name}` is computed from its own earlier value")
        known[constancy, name] = _kept(module, name)
    return known[constancy, name]


def _kept(module: Module, name: str) -> Judgement:
    """The program holds the answer when the file's tree is let go; not one that is a part of another, which may take
    a name for computed from its own earlier value because the other is not answered yet.
    """
    known = module.program.memo
    key = (constancy, module.path, name)
    if key in known:
        found: Judgement = known[key]
        return found
    begun: list[str] = known.setdefault(constancy, [])
    begun.append(name)
    try:
        judged = _judge(module, name)
    finally:
        begun.pop()
    if not begun:
        known[key] = judged
    return judged


def is_rebound(module: Module, name: str) -> bool:
    """Whether a function, or another file, binds the module-level `name` anew."""
    variable = describe(module, name)
    if variable is None:
        return False
    return (
        bool(variable.global_bindings)
        or any(use.kind is UseKind.WRITE and not use.in_test for use in variable.external)
        or is_written_by_name(module, module.path, name)
    )


def _judge(module: Module, name: str) -> Judgement:
    variable = describe(module, name)
    if variable is None:
        return Known(f"`{name}` is not bound here")
    if is_rebound(module, name):
        return Refuted(f"`{name}` is bound anew after the import")
    kinds = {binding.kind for binding in variable.bindings}
    if kinds <= {BindingKind.IMPORT, BindingKind.FUNCTION, BindingKind.CLASS}:
        return Known(f"`{name}` is bound once, at the import")
    kind = of_definition(module, Definition(module.path, name, "variable"))
    if kind is Content.FIXED:
        return Known(f"`{name}` is bound at the import, to a value that cannot change")
    if kind is Content.OPAQUE:
        return Unknown(f"what `{name}` was given may not stay the same")
    found = accesses(module, variable)
    if found is None:
        return Unknown(f"a file that uses `{name}` cannot be read")
    answers = [answer for access in found if (answer := _changed_by(access, name, kind)) is not None]
    refuted = [answer for answer in answers if isinstance(answer, Refuted)]
    if answers:
        return (refuted or answers)[0]
    return Known(f"`{name}` is bound at the import, and nothing changes what it holds")


def _changed_by(access: Access, name: str, kind: Content) -> Refuted | Unknown | None:
    """How this use changes, or may change, what the name holds after the import; None where it does not."""
    where = f"line {access.row}" + ("" if not access.by_import else f" of {access.module.path}")
    if access.action in (Action.ESCAPE, Action.CAPTURE):
        # what is set on an object of the project's own is told by the attribute's name, wherever that is done
        fate = Fate.LEFT_ALONE if kind is Content.INSTANCE else fate_of(access.module, access.node)
        if fate is Fate.CHANGED:
            if access.function is None and _is_argument(access):
                return None  # the import completes it
            return Refuted(f"line {access.row} hands `{name}` to code that changes it")
        return None if fate is Fate.LEFT_ALONE else Unknown(f"{where} hands `{name}` to code that may change it")
    if access.function is None:
        return None
    if access.action in (Action.MUTATE, Action.CLEAR, Action.DELETE) or access.augmented is not None:
        return Refuted(f"{where} changes `{name}`")
    if access.action is Action.READ and _part_is_changed(access.module, access.node):
        return Refuted(f"{where} changes a part of `{name}`")
    return None


def _is_argument(access: Access) -> bool:
    above = access.module.parent(access.node)
    return isinstance(above, ast.Call | ast.keyword)


class Fate(enum.IntEnum):
    """What becomes of an object that is handed to other code."""

    LEFT_ALONE = 0
    UNKNOWN = 1
    CHANGED = 2


def fate_of(module: Module, node: ast.expr, depth: int = 0) -> Fate:
    """What becomes of the object that `node` gives, where it stands. CHANGED also where only the import changes it."""
    above = module.parent(node)
    if depth > _DEPTH:
        return Fate.UNKNOWN
    match above:
        case ast.keyword(arg=None):
            return Fate.LEFT_ALONE  # a copy of its items
        case ast.keyword():
            call = module.parent(above)
            return _fate_in_call(module, call, node, depth) if isinstance(call, ast.Call) else Fate.UNKNOWN
        case ast.Dict(keys=keys, values=values) if node in values and keys[values.index(node)] is None:
            return Fate.LEFT_ALONE
        case ast.Call() if node in above.args:
            return _fate_in_call(module, above, node, depth)
        case ast.BoolOp() | ast.IfExp() | ast.Await() | ast.NamedExpr():
            return fate_of(module, above, depth + 1)
        case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
            owner = module.scopes.resolve(target.id, module.scopes.scope_at(target))
            return _fate_of_alias(module, target.id, owner, depth) if owner is not None else Fate.UNKNOWN
        case ast.Expr() | ast.Compare() | ast.FormattedValue() | ast.UnaryOp() | ast.BinOp() | ast.Starred():
            return Fate.LEFT_ALONE
        case ast.Attribute():
            # a method that is itself handed on reads, unless its name says that it changes
            is_read = classify(module, node).action is Action.READ  # type: ignore[arg-type]
            return Fate.LEFT_ALONE if is_read else Fate.UNKNOWN
    return Fate.UNKNOWN


_DEPTH = 5
_READING_CALLS = purity.READING_CALLS | frozenset(
    """
    boto3.Session boto3.client boto3.resource boto3.session.Session botocore.client.Config botocore.config.Config
    collections.ChainMap collections.OrderedDict types.MappingProxyType
    """.split()
)


def _fate_in_call(module: Module, call: ast.Call, node: ast.expr, depth: int) -> Fate:
    if isinstance(call.func, ast.Name) and module.owner(call.func) is None:
        return Fate.LEFT_ALONE if call.func.id in purity.READING_BUILTINS else Fate.UNKNOWN
    if module.canonical(call.func) in _READING_CALLS:
        return Fate.LEFT_ALONE
    meant = module.definition(call.func)
    if meant is not None:
        return _fate_of_argument(module, meant, call, node, depth)
    if isinstance(call.func, ast.Attribute):
        reads = call.func.attr in loggers.METHODS or _is_boto_call(module, call.func.value)
        return Fate.LEFT_ALONE if reads else Fate.UNKNOWN
    return Fate.UNKNOWN


def _is_boto_call(module: Module, receiver: ast.expr) -> bool:
    from lambdafix.analysis.values.boto import boto_value

    return boto_value(module, receiver) is not None


def _fate_of_argument(module: Module, meant: Definition, call: ast.Call, node: ast.expr, depth: int) -> Fate:
    other = module.other(meant.path)
    function = other.functions.get(meant.qualname) if other is not None and meant.kind == "function" else None
    if other is None or function is None or function.decorator_list:
        return Fate.UNKNOWN
    name = _parameter(function, call, node)
    if name is None:
        return Fate.UNKNOWN
    return _fate_of_alias(other, name, other.scopes.of_node[function], depth)


def _parameter(function: FunctionNode, call: ast.Call, node: ast.expr) -> str | None:
    """The parameter that the argument `node` of the call becomes; None where that is not plain."""
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    for keyword in call.keywords:
        if keyword.value is node:
            return keyword.arg
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    position = call.args.index(node)
    return names[position] if position < len(names) else None


def _fate_of_alias(module: Module, name: str, owner: Scope, depth: int) -> Fate:
    """The worst that `owner`'s `name` does to the object it holds."""
    if owner is module.scopes.module:
        match constancy(module, name):
            case Known():
                return Fate.LEFT_ALONE
            case Refuted():
                return Fate.CHANGED
        return Fate.UNKNOWN
    worst = Fate.LEFT_ALONE
    for use in module.scopes.uses_of(name, owner):
        action = classify(module, use).action
        if action in (Action.MUTATE, Action.CLEAR, Action.DELETE):
            return Fate.CHANGED
        if action is Action.READ and _part_is_changed(module, use):
            return Fate.CHANGED
        if action is Action.ESCAPE:
            worst = max(worst, fate_of(module, use, depth + 1))
        elif action is Action.CAPTURE:
            worst = max(worst, Fate.UNKNOWN)
    return worst


def _part_is_changed(module: Module, name: ast.expr) -> bool:
    """Whether a part of what `name` holds is changed by way of a local: `x = CONFIG["x"]`, `x["y"] = 1`."""
    part: ast.AST = name
    above = module.parent(part)
    while (isinstance(above, ast.Subscript | ast.Attribute) and above.value is part) or (
        isinstance(above, ast.Call) and above.func is part
    ):
        part, above = above, module.parent(above)
    match above:
        case ast.Assign(targets=[_], value=value) if value is name:
            return False  # another name of the whole
        case ast.Assign(targets=[target], value=value) | ast.For(target=target, iter=value) if value is part:
            bound = [node for node in ast.walk(target) if isinstance(node, ast.Name)]
        case _:
            return False
    owners = ((node.id, module.scopes.resolve(node.id, module.scopes.scope_at(node))) for node in bound)
    return any(owner is not None and changes_local(module, local, owner) for local, owner in owners)


def changes_local(module: Module, name: str, owner: Scope) -> bool:
    """Whether the function changes what its local `name` holds: `options["region"] = event["region"]`."""
    return any(
        classify(module, use).action in (Action.MUTATE, Action.CLEAR, Action.DELETE)
        for use in module.scopes.uses_of(name, owner)
    )


def stays(module: Module, name: str, owner: Scope, value: ast.expr) -> bool:
    """Whether the local `name`, bound once to `value`, holds what it was given wherever the function uses it."""
    if content(module, value) is Content.FIXED:
        return not changes_local(module, name, owner)
    return _fate_of_alias(module, name, owner, 0) is Fate.LEFT_ALONE


def attribute_constancy(module: Module, attribute: str) -> Judgement:
    """Whether what objects hold as `attribute`, items included, is changed by no request: told by the name alone."""
    known: dict[object, Judgement] = module.program.memo
    if (attribute_constancy, attribute) not in known:
        known[attribute_constancy, attribute] = _judge_attribute(module, attribute)
    return known[attribute_constancy, attribute]


def _judge_attribute(module: Module, attribute: str) -> Judgement:
    doubts = []
    for path, facts in module.program.files.items():
        if facts.test is not None or not _mentions(facts, attribute):
            continue
        changed = module.elsewhere(path, changed_attributes)
        if changed is None:
            return Unknown(f"{path} uses `{attribute}` and cannot be read")
        match changed.get(attribute):
            case Refuted() as refuted:
                return refuted
            case Unknown() as doubt:
                doubts.append(doubt)
    return doubts[0] if doubts else Known(f"nothing changes what `{attribute}` holds")


def changed_attributes(module: Module) -> dict[str, Refuted | Unknown]:
    """Attribute -> how a function of the file changes, or may change, what some object holds as it."""
    found: dict[str, Refuted | Unknown] = {}
    for node in module.every(ast.Attribute):
        name, known = node.attr, found.get(node.attr)
        if isinstance(known, Refuted) or not isinstance(node.ctx, ast.Load) or module.function(node) is None:
            continue
        where = f"line {node.lineno} of {module.path}"
        action = classify(module, node).action
        fate = fate_of(module, node) if action is Action.ESCAPE else Fate.LEFT_ALONE
        if action in (Action.MUTATE, Action.CLEAR, Action.DELETE):
            found[name] = Refuted(f"{where} changes `{name}`")
        elif fate is Fate.CHANGED:
            found[name] = Refuted(f"{where} hands `{name}` to code that changes it")
        elif fate is Fate.UNKNOWN and known is None:
            found[name] = Unknown(f"{where} hands `{name}` to code that may change it")
    return found


def _mentions(facts: ModuleFacts, attribute: str) -> bool:
    return any(
        attribute in text.split(".")[1:]
        for scope in facts.scopes.values()
        for texts in (scope.loads, scope.calls, scope.once)
        for text in texts
    )
