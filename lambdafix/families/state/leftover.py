"""Module-level names by which one request's state reaches the next, and names that only look as if they did."""

from __future__ import annotations

import ast
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lambdafix.analysis.program.program import Node
from lambdafix.analysis.syntax.emptying import emptied_by, same_place
from lambdafix.analysis.syntax.scopes import BindingKind
from lambdafix.analysis.values.access import TAKING_METHODS, Access, accesses
from lambdafix.analysis.values.dependence import depends_on_request, is_time
from lambdafix.analysis.values.variable import Action, ModuleVariable, describe
from lambdafix.families.state.fills import is_fill
from lambdafix.families.state.flow import analyse
from lambdafix.families.state.flow_state import Flow
from lambdafix.knowledge.containers import CONTAINERS
from lambdafix.model import Related, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_FOLLOWED = frozenset(
    {
        BindingKind.ASSIGNMENT,
        BindingKind.AUGMENTED,
        BindingKind.ANNOTATION,
        BindingKind.LOOP,
        BindingKind.WITH,
        BindingKind.WALRUS,
    }
)
_SEEN = re.compile(r"seen|processed|handled|dedup|duplicate|already|visited|delivered", re.IGNORECASE)
_IDENTITY = re.compile(
    r"(?:message|request|event|order|transaction|record|delivery|receipt|idempot\w*)_?(?:id|key)\b|sequencenumber",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"cache|memo|histor|conversation|session|connect|subscri|regist|pool|stat(?:s|istics)|metric|backlog|queue",
    re.IGNORECASE,
)
_CUSTOMER = re.compile(r"customer|patient|passport|cardholder|\bssn\b|_ssn|medical", re.IGNORECASE)


class Fault(enum.Enum):
    CONTAINER = "a container that requests change in place"
    VALUE = "a name that requests bind anew"
    COUNTER = "a number that requests count up"


class Purpose(enum.Enum):
    """Why a place seems to be meant to outlive a request."""

    NONE = ""
    DEDUPE = "it remembers what earlier requests handled"
    LIMIT = "it remembers when earlier requests came"
    BUFFER = "it is emptied when it has been used"
    KEPT = "it is read before the request writes it"
    NAMED = "its name says that it lasts"
    WINDOW = "it keeps the latest items"
    REFRESHED = "it is filled lazily elsewhere"
    COUNT = "it counts requests"


@dataclass(frozen=True, slots=True, eq=False)
class Leftover:
    """One module-level name whose value of one request another request sees."""

    module: Module
    """The file that binds it."""
    variable: ModuleVariable
    fault: Fault
    purpose: Purpose
    accesses: tuple[Access, ...]
    changes: tuple[Access, ...]
    """Those that a request makes, in the order of files and rows."""
    reads: tuple[Access, ...]
    """Those that may see an earlier request's value."""
    entrances: tuple[Node, ...]
    """The functions by which requests come to it."""
    tally: bool = False
    """It adds up within one request."""
    together: tuple[Leftover, ...] = ()
    """Others that requests fill or read hand in hand with it."""
    apart: tuple[str, ...] = ()
    """Names of other lasting state for which the same holds, and that is no leftover."""
    answered_with: tuple[Leftover | str, ...] = ()
    """Other lasting state, or its name where it is no leftover, that one statement reads with it."""

    @property
    def name(self) -> str:
        return self.variable.name

    @property
    def is_kept(self) -> bool:
        """It seems to be meant to outlive a request."""
        return self.purpose is not Purpose.NONE and not self.tally

    @property
    def first_change(self) -> Access:
        """In this file, where there is one."""
        return next((a for a in self.changes if a.module.path == self.module.path), self.changes[0])

    @property
    def span(self) -> Span:
        """The first change, or the definition where the changes stand in other files."""
        node = self.first_change.node
        if self.first_change.module.path != self.module.path:
            return self.module.span(self.variable.bindings[0].node)
        statement = self.module.statement(node)
        return self.module.span(node if hasattr(statement, "body") else statement)

    @property
    def call_path(self) -> tuple[str, ...]:
        change = self.first_change
        reach = change.module.reach(change.node)
        return reach.call_path if reach else ()

    @property
    def related(self) -> tuple[Related, ...]:
        """The definition, the other changes, and where another request's value is seen."""
        places = [(self.module.path, b.node.lineno, "bound here") for b in self.variable.bindings[:1]]  # type: ignore[attr-defined]
        places += [(a.module.path, a.row, "changed here") for a in self.changes]
        places += [(a.module.path, a.row, "seen here") for a in self.reads]
        places += [
            (one.path, one.row, f"goes together with it: {one.message}") for m in self.together for one in m.related
        ]
        unique = {(path, row): message for path, row, message in reversed(places)}
        return tuple(Related(path, row, message) for (path, row), message in sorted(unique.items()))


def found_leftovers(module: Module) -> Iterator[Leftover]:
    """The module-level names by which one request's state reaches the next, each for itself."""
    for name, bindings in module.scopes.module.bindings.items():
        if any(b.kind not in _FOLLOWED for b in bindings):
            continue
        variable = describe(module, name)
        if variable is None or not _is_touched(variable):
            continue
        found = lasting_accesses(module, variable)
        if found is not None and (leftover := _leftover(module, variable, found)):
            yield leftover


def frozen(module: Module, name: str) -> Leftover | None:
    """A name bound once, at import, whose value requests read; None where none does, or where a function binds it."""
    variable = describe(module, name)
    found = accesses(module, variable) if variable is not None else None
    if variable is None or not found or variable.global_bindings:
        return None
    reads = [a for a in found if a.function is not None and a.reads is not None and a.module.reach(a.node)]
    if not reads:
        return None
    functions = {(a.module.path, a.module.qualname(a.function)) for a in found if a.function is not None}
    reached = [node for node in functions if module.program.reach(*node) is not None]
    entrances = tuple(module.program.entrances(reached))
    return Leftover(module, variable, Fault.VALUE, Purpose.NONE, tuple(found), (), tuple(reads), entrances)


def _is_touched(variable: ModuleVariable) -> bool:
    """Whether any function may change it: most names are read only, and looked at no further."""
    changing = (Action.MUTATE, Action.CLEAR)
    return bool(
        variable.global_bindings
        or any(use.function is not None and use.action in changing for use in variable.uses)
        or any(not use.in_test for use in variable.external)
        or variable.star_importers
    )


def _leftover(module: Module, variable: ModuleVariable, found: list[Access]) -> Leftover | None:
    value = initial_value(module, variable)
    changes = [a for a in found if a.function is not None and a.alters and a.module.reach(a.node) and not is_fill(a)]
    flags = [a for a in found if a.function is not None and a.emptied and a.module.reach(a.node) and not is_fill(a)]
    if not changes:
        return _customer(module, variable, found) or _flag(module, variable, found, flags)
    fault = _fault(value, changes)
    if fault is Fault.VALUE:
        changes = [a for a in changes if a.augmented is not None or depends_on_request(a.module, bound_value(a))]
        if not changes:
            return None
    flow, entrances = flow_of(module, found)
    exposed = [a for a in found if a.function is not None and a.reads is not None and flow.of(a).exposed]
    reads = [a for a in exposed if not a.logs and a not in changes]
    if fault is Fault.COUNTER:
        return _counter(module, variable, found, changes, reads, flow, entrances)
    if not reads or not flow.dirty_exit:
        if fault is Fault.CONTAINER and _only_grows(variable, found):
            return Leftover(module, variable, fault, Purpose.NONE, tuple(found), tuple(changes), (), entrances)
        return _customer(module, variable, found) if fault is Fault.VALUE else None
    is_list = value is not None and _is_list(module, value)
    whole = [a for a in reads if not a.keyed or (is_list and _is_subscripted(a))]
    purpose = _purpose(variable, fault, found, changes, reads, whole, flow)
    if purpose is None:
        return None
    tally = fault is not Fault.VALUE and any(map(_adds_up, changes))
    return Leftover(module, variable, fault, purpose, tuple(found), tuple(changes), tuple(reads), entrances, tally)


def lasting_accesses(module: Module, variable: ModuleVariable) -> list[Access] | None:
    """All uses of a name, of which only a container's methods change it; None where a file cannot be read."""
    found = accesses(module, variable)
    if found is None:
        return None
    firsts = [bound_value(access) for access in found if access.function is None and access.writes == ()]
    firsts.append(initial_value(module, variable))
    if any(first is not None and is_container(module, first) for first in firsts):
        return found
    return [_without_methods(access) for access in found]


def flow_of(module: Module, found: list[Access]) -> tuple[Flow, tuple[Node, ...]]:
    """How requests come to the accesses of one name of `module`, and the functions by which they enter."""
    functions = {(a.module.path, a.module.qualname(a.function)): a for a in found if a.function is not None}
    reached = [node for node, a in functions.items() if module.program.reach(*node) is not None]
    entrances = module.program.entrances(reached)
    return analyse(found, entrances, module, reached), tuple(entrances)


def _without_methods(access: Access) -> Access:
    """What `.append()` of an object of unknown type does is not known, and `x.attribute = …` is the object's affair."""
    if access.action in (Action.READ, Action.ESCAPE):
        return replace(access, mutates=False)
    if access.action is Action.MUTATE and access.augmented is None and not _is_subscripted(access):
        return replace(access, mutates=False, writes=None, reads=access.reads if access.reads is not None else ())
    return access


def _is_subscripted(access: Access) -> bool:
    return isinstance(access.module.parent(access.node), ast.Subscript)


def definition(module: Module, variable: ModuleVariable) -> ast.Assign | ast.AnnAssign | None:
    """The one top-level statement `name = value` that binds it, and nothing else, at import."""
    first = _first_binding(module, variable)
    if first is None or (isinstance(first[0], ast.Assign) and first[0].value is not first[1]):
        return None
    return first[0]


def initial_value(module: Module, variable: ModuleVariable) -> ast.expr | None:
    """What the one top-level statement gives it at import, alone or among others (`errors, warnings = [], []`)."""
    first = _first_binding(module, variable)
    return first[1] if first else None


def _first_binding(module: Module, variable: ModuleVariable) -> tuple[ast.Assign | ast.AnnAssign, ast.expr] | None:
    bindings = [b for b in variable.module_bindings if b.kind is not BindingKind.ANNOTATION]
    if len(bindings) != 1 or len(bindings) != len(variable.module_bindings):
        return None
    node = bindings[0].node
    statement = module.statement(node)
    if module.parent(statement) is not module.tree:
        return None
    match statement:
        case ast.Assign(targets=[target], value=value) if target is node:
            return statement, value
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if node in names:
            plain = len(names) == len(values) and not any(isinstance(v, ast.Starred) for v in (*names, *values))
            return (statement, values[names.index(node)]) if plain else None
        case ast.AnnAssign(value=ast.expr() as value):
            return statement, value
    return None


def _is_list(module: Module, value: ast.expr) -> bool:
    makes = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "list"
    return isinstance(value, ast.List) or (makes and is_container(module, value))


_GROWING = frozenset({"append", "add", "extend", "insert"})


def _only_grows(variable: ModuleVariable, found: list[Access]) -> bool:
    """Whether requests put things into the place that nothing ever reads or takes out."""
    later = [a for a in found if a.function is not None]
    return bool(later) and all(a.method in _GROWING for a in later) and not is_lasting_name(variable.name)


def _adds_up(access: Access) -> bool:
    """`totals[key] += x`, `totals[key] = totals.get(key, 0) + x`: on top of what earlier requests left."""
    if not _is_subscripted(access):
        return False
    if access.augmented is not None:
        return True
    name = ast.unparse(access.node)
    value = access.value
    return isinstance(value, ast.BinOp) and any(
        ast.unparse(n) == name for n in ast.walk(value) if isinstance(n, type(access.node))
    )


def is_container(module: Module, value: ast.expr) -> bool:
    if isinstance(value, ast.List | ast.Dict | ast.Set):
        return True
    if not isinstance(value, ast.Call):
        return False
    if isinstance(value.func, ast.Name) and module.owner(value.func) is None:
        return value.func.id in CONTAINERS
    return module.canonical(value.func) in CONTAINERS


def bound_value(access: Access) -> ast.expr | None:
    """What the name is bound to, or what that comes from: the whole of a tuple, an iterable, a context manager."""
    if access.value is not None:
        return access.value
    for above in access.module.ancestors(access.node):
        match above:
            case ast.Assign(value=value) | ast.For(iter=value) | ast.AsyncFor(iter=value):
                return value
            case ast.withitem(context_expr=value) | ast.NamedExpr(value=value):
                return value
            case ast.stmt():
                return None
    return None


def is_lasting_name(name: str) -> bool:
    """Whether a name says that what it holds is meant to outlive a request."""
    return _LASTING.search(name) is not None


def _fault(value: ast.expr | None, changes: list[Access]) -> Fault:
    if any(_counts(a, value) for a in changes):
        return Fault.COUNTER
    rebinds = any(a.writes == () or (a.augmented is not None and not _is_subscripted(a)) for a in changes)
    return Fault.VALUE if rebinds else Fault.CONTAINER


def _counts(access: Access, initial: ast.expr | None) -> bool:
    """`n += 1`, `n = n + 1`, `counts[key] += 1`, `counts[key] = counts.get(key, 0) + 1`."""
    number = isinstance(initial, ast.Constant) and type(initial.value) in (int, float)
    subscripted = _is_subscripted(access)
    if access.augmented is not None:
        amount = access.augmented.value
        constant = isinstance(amount, ast.Constant) and type(amount.value) in (int, float)
        return number if not subscripted else constant
    if isinstance(access.value, ast.BinOp) and isinstance(access.value.op, ast.Add):
        right = access.value.right
        adds_number = isinstance(right, ast.Constant) and type(right.value) in (int, float)
        name = access.node.id if isinstance(access.node, ast.Name) else ""
        mentions = any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(access.value.left))
        return adds_number and mentions and (number or subscripted)
    return False


def _counter(
    module: Module,
    variable: ModuleVariable,
    found: list[Access],
    changes: list[Access],
    reads: list[Access],
    flow: Flow,
    entrances: tuple[Node, ...],
) -> Leftover | None:
    exposed = reads or [a for a in changes if flow.of(a).exposed]
    if not exposed or not flow.dirty_exit or _tells_the_first(found, changes):
        return None
    tally = bool(reads) and all(
        a.node in flow.repeated or (a.augmented is not None and not isinstance(a.augmented.value, ast.Constant))
        for a in changes
    )
    tally = tally and not any(flow.of(a).untouched and not flow.of(a).mixed for a in reads)
    return Leftover(
        module, variable, Fault.COUNTER, Purpose.COUNT, tuple(found), tuple(changes), tuple(reads), entrances, tally
    )


def _tells_the_first(found: list[Access], changes: list[Access]) -> bool:
    """Whether requests ask the number only if it is the first, `n == 1`, or log it: that is about the environment."""
    asked = [a for a in found if a.function is not None and a.reads is not None and a not in changes and not a.logs]
    return bool(asked) and all(_is_compared_with_the_first(a) for a in asked)


def _is_compared_with_the_first(access: Access) -> bool:
    match access.module.parent(access.node):
        case ast.Compare(left=left, comparators=[ast.Constant(value=0 | 1)]):
            return left is access.node
    return False


def _purpose(
    variable: ModuleVariable,
    fault: Fault,
    found: list[Access],
    changes: list[Access],
    reads: list[Access],
    whole: list[Access],
    flow: Flow,
) -> Purpose | None:
    """What the place is for; None where it is a cache, or where nothing shows that a request sees another's value."""
    if any(is_time(a.module, a.value) for a in changes if a.value is not None):
        return Purpose.LIMIT
    if fault is Fault.VALUE and any(a.function is not None and a.writes == () and is_fill(a) for a in found):
        return Purpose.REFRESHED
    if any(a.function is not None and a.writes == () and _keeps_the_rest(a) for a in found):
        return Purpose.BUFFER
    if fault is Fault.CONTAINER and flow.emptied_after_use:
        return Purpose.BUFFER
    if fault is Fault.CONTAINER and any(a.function is not None and _drops_oldest(a) for a in found):
        return Purpose.WINDOW
    if fault is Fault.CONTAINER and any(map(_counts_to_the_first, reads)):
        return Purpose.COUNT
    if not whole:
        hint = f"{variable.name} " + " ".join(a.module.text(a.module.statement(a.node)) for a in changes)
        member = any(a.method == "" and isinstance(a.module.parent(a.node), ast.Compare) for a in reads)
        if member and (_SEEN.search(variable.name) or _IDENTITY.search(hint)):
            return Purpose.DEDUPE
        return None
    if any(flow.of(a).untouched and not flow.of(a).mixed and not flow.of(a).own for a in reads):
        return Purpose.KEPT
    return Purpose.NAMED if fault is Fault.CONTAINER and is_lasting_name(variable.name) else Purpose.NONE


def _counts_to_the_first(access: Access) -> bool:
    """`len(starts) == 1`, whether this is the first request."""
    call = access.module.parent(access.node)
    counted = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "len"
    match access.module.parent(call) if counted and call is not None else None:
        case ast.Compare(ops=[ast.Eq() | ast.NotEq() | ast.Gt() | ast.LtE()], comparators=[ast.Constant(value=1)]):
            return True
        case ast.Compare(ops=[ast.Lt() | ast.GtE()], comparators=[ast.Constant(value=2)]):
            return True
    return False


def _keeps_the_rest(access: Access) -> bool:
    """`batch, x = x[:10], x[10:]`: what was not taken out stays for the next request."""
    value = bound_value(access)
    own = ast.unparse(access.node)
    return value is not None and any(
        isinstance(part, ast.Subscript)
        and isinstance(part.slice, ast.Slice)
        and part.slice.lower is not None
        and ast.unparse(part.value) == own
        for part in ast.walk(value)
    )


def _drops_oldest(access: Access) -> bool:
    """`if len(x) > 10: x.pop(0)`, `while len(x) > limit: del x[0]`."""
    module, statement = access.module, access.module.statement(access.node)
    drops = isinstance(statement, ast.Delete) or (isinstance(statement, ast.Expr) and access.method in TAKING_METHODS)
    around = module.parent(statement)
    if not drops or not isinstance(around, ast.If | ast.While) or emptied_by(around) is not None:
        return False
    match around.test:
        case ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[place]), ops=[ast.Gt() | ast.GtE()]):
            return same_place(place, access.node)
    return False


def _flag(module: Module, variable: ModuleVariable, found: list[Access], flags: list[Access]) -> Leftover | None:
    """`failed = True` under some condition, never taken back: seen by every request after."""
    value = initial_value(module, variable)
    set_ = [a for a in flags if value is not None and a.value is not None and ast.dump(a.value) != ast.dump(value)]
    if not set_ or any(a.writes == () and a not in set_ for a in flags):
        return None
    if not all(_is_conditional(a) and isinstance(a.value, ast.Constant) for a in set_):
        return None
    flow, entrances = flow_of(module, found)
    reads = [a for a in found if a.function is not None and a.reads is not None and flow.of(a).exposed and not a.logs]
    if not reads or not any(flow.of(a).mixed for a in reads):
        return None
    early = any(flow.of(a).untouched and not flow.of(a).mixed for a in reads)
    purpose = Purpose.KEPT if early else Purpose.NONE
    return Leftover(module, variable, Fault.VALUE, purpose, tuple(found), tuple(set_), tuple(reads), entrances)


def _is_conditional(access: Access) -> bool:
    return any(isinstance(above, ast.If | ast.ExceptHandler) for above in access.module.ancestors(access.node))


def _customer(module: Module, variable: ModuleVariable, found: list[Access]) -> Leftover | None:
    """A customer's record in a global outlives its request, whoever reads it."""
    if not _CUSTOMER.search(variable.name):
        return None
    changes = [
        a
        for a in found
        if a.function is not None and a.writes == () and not a.emptied and a.module.reach(a.node) and not is_fill(a)
    ]
    if not changes:
        return None
    flow, entrances = flow_of(module, found)
    if not flow.dirty_exit:
        return None
    return Leftover(module, variable, Fault.VALUE, Purpose.NONE, tuple(found), tuple(changes), (), entrances)
