"""Objects at module level that requests fill through their methods: tables, buffers, writers, a class of the project.

What such a method does is known of some libraries, and read off the project's own classes. What is not known to
gather anything is no finding.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.facts import CONSTRUCTORS, MODULE_SCOPE, ModuleFacts, dotted
from lambdafix.analysis.values.access import Access, accesses
from lambdafix.analysis.values.constancy import is_rebound
from lambdafix.analysis.values.variable import describe
from lambdafix.families.state.leftover import initial_value, is_container, is_lasting_name

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

GATHERING = {
    "contextvars.ContextVar": frozenset({"set"}),
    "csv.DictWriter": frozenset({"writeheader", "writerow", "writerows"}),
    "csv.writer": frozenset({"writerow", "writerows"}),
    "email.message.EmailMessage": frozenset({"add_attachment", "attach"}),
    "email.mime.multipart.MIMEMultipart": frozenset({"add_header", "attach"}),
    "io.BytesIO": frozenset({"write", "writelines"}),
    "io.StringIO": frozenset({"write", "writelines"}),
    "prettytable.PrettyTable": frozenset({"add_column", "add_row", "add_rows"}),
    "queue.LifoQueue": frozenset({"put", "put_nowait"}),
    "queue.Queue": frozenset({"put", "put_nowait"}),
    "queue.SimpleQueue": frozenset({"put", "put_nowait"}),
}
"""Constructor -> methods by which an object of it gathers what it is given, by each library's documentation."""
_EMPTYING = frozenset(
    "clear clear_rows del_row flush get get_nowait popitem reset restart reset_state seek set_content truncate".split()
)
_TAKING = frozenset({"pop", "popleft", "remove"})
_FILLING = frozenset("add append extend insert update".split())


@dataclass(frozen=True, slots=True, eq=False)
class ObjectState:
    name: str
    definition: ast.AST
    changes: tuple[Access, ...]
    reads: tuple[Access, ...]


def may_gather(facts: ModuleFacts) -> bool:
    """Whether functions of the file call methods of, or set attributes on, what the import made by a call."""
    made = {
        one.name
        for one in facts.assignments
        if one.callee and one.callee.partition(".")[0] not in _GATHERING_NOTHING and one.name
    }
    return any(
        text.partition(".")[0] in made
        for qualname, scope in facts.scopes.items()
        if qualname != MODULE_SCOPE
        for texts in (scope.calls, scope.mutations)
        for text in texts
        if "." in text
    )


_GATHERING_NOTHING = frozenset({"boto3", "logging", "os", "re"})


def object_state(module: Module) -> Iterator[ObjectState]:
    """Such objects of the file, those left out that a request empties or makes anew."""
    for name in module.scopes.module.bindings:
        variable = describe(module, name)
        value = initial_value(module, variable) if variable is not None else None
        if variable is None or not isinstance(value, ast.Call) or is_lasting_name(name) or is_rebound(module, name):
            continue
        gathering = _gathering_methods(module, value)
        found = accesses(module, variable) if gathering is not None else None
        if gathering is None or not found:
            continue
        requests = [a for a in found if a.function is not None and a.module.reach(a.node) is not None]
        changes = [a for a in requests if gathers(a, gathering) and not a.module.runs_once(a.node)]
        shown = gathering & _showing_methods(module, value)
        reads = [a for a in requests if a.method not in gathering - shown and a not in changes]
        reads += [a for a in changes if a.method in shown]
        if changes and reads and not any(a.method in _EMPTYING for a in requests):
            yield ObjectState(name, variable.bindings[0].node, tuple(changes), tuple(reads))


def gathers(access: Access, methods: frozenset[str]) -> bool:
    """Whether it calls one of the methods; or, where the methods are none, sets an attribute."""
    if methods:
        return access.method in methods
    above = access.module.parent(access.node)
    return isinstance(above, ast.Attribute) and not isinstance(above.ctx, ast.Load)


def _gathering_methods(module: Module, made: ast.Call) -> frozenset[str] | None:
    """The methods by which what the call makes gathers things; empty for one that is only a set of attributes."""
    named = module.canonical(made.func)
    if named:
        return frozenset() if named == "types.SimpleNamespace" else GATHERING.get(named)
    meant = module.definition(made.func)
    if meant is None or meant.kind != "class" or meant.instance or is_lasting_name(meant.qualname):
        return None
    return _of_class(module, meant) or None


def _of_class(module: Module, meant: Definition) -> frozenset[str]:
    """The methods that put their arguments into a container which the constructor made, and which no method empties."""
    found = _class_of(module, meant)
    if found is None or found[1].bases or found[1].decorator_list:
        return frozenset()
    other, klass = found
    methods = [node for node in klass.body if isinstance(node, ast.FunctionDef)]
    made = {name for method in methods if method.name in CONSTRUCTORS for name in _containers(other, method)}
    for method in methods:
        if method.name not in CONSTRUCTORS:
            made -= {name for name in made if _begins_anew(method, name)}
    return frozenset(
        method.name
        for method in methods
        if method.name not in CONSTRUCTORS and any(_fills(other, method, name) for name in made)
    )


def _showing_methods(module: Module, made: ast.Call) -> frozenset[str]:
    """The methods of a class of the project that give out, or look at, what its methods put into its containers."""
    klass = _class_of(module, module.definition(made.func))
    if klass is None:
        return frozenset()
    other, node = klass
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
    kept = {name for one in methods if one.name in CONSTRUCTORS for name in _containers(other, one)}
    return frozenset(one.name for one in methods if any(_shows(other, one, name) for name in kept))


def _shows(module: Module, method: ast.FunctionDef, name: str) -> bool:
    """Whether a method reads `self.name` for more than to fill it."""
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute) and dotted(node) == f"self.{name}" and isinstance(node.ctx, ast.Load):
            above = module.parent(node)
            if not (isinstance(above, ast.Attribute) and above.attr in _FILLING):
                return True
    return False


def _class_of(module: Module, meant: Definition | str | None) -> tuple[Module, ast.ClassDef] | None:
    """A class at the top of a file of the project, with its module."""
    if not isinstance(meant, Definition) or meant.kind != "class":
        return None
    other = module.other(meant.path)
    for node in other.tree.body if other is not None else ():
        if other is not None and isinstance(node, ast.ClassDef) and node.name == meant.qualname:
            return other, node
    return None


def _containers(module: Module, constructor: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(constructor):
        match node:
            case (
                ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value)
                | ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name), value=ast.expr() as value)
            ) if is_container(module, value) and not is_lasting_name(name):
                yield name


def _fills(module: Module, method: ast.FunctionDef, name: str) -> bool:
    """`self.rows.append(row)` of a parameter, or of what the method makes."""
    given = set(module.scopes.of_node[method].bindings) - {"self"}
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _FILLING
        and dotted(node.func.value) == f"self.{name}"
        and any(isinstance(part, ast.Name) and part.id in given for part in ast.walk(node))
        for node in ast.walk(method)
    )


def _begins_anew(method: ast.FunctionDef, name: str) -> bool:
    place = f"self.{name}"
    for node in ast.walk(method):
        match node:
            case ast.Assign(targets=targets) if any(dotted(target) == place for target in targets):
                return True
            case ast.Call(func=ast.Attribute(value=owner, attr=verb)) if verb in (
                *_EMPTYING,
                "pop",
                "popleft",
                "remove",
            ):
                if dotted(owner) == place:
                    return True
            case ast.Delete():
                return True
    return False
