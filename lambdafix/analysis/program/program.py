"""The linked program: which functions run per request, and how requests get there, across the files of the project."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from lambdafix.analysis.program.imports import short_module
from lambdafix.analysis.program.names import Definition, Names
from lambdafix.analysis.program.outsiders import Outsiders
from lambdafix.analysis.program.packages import Packages
from lambdafix.analysis.syntax.facts import CONSTRUCTORS, MODULE_SCOPE, Function, ModuleFacts, writes_by_name
from lambdafix.knowledge import caches
from lambdafix.model import Deployment, HandlerEntry

Node = tuple[str, str]
"""(path, qualified name) of a function, or of a module-level object that requests use."""

Edges = tuple[list[tuple[Node, int]], list[tuple[Node, int]]]
"""Resolved and guessed callees of a node, each with the row of the call."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How requests get to a function."""

    handlers: tuple[HandlerEntry, ...]
    call_path: tuple[str, ...]
    """From one handler to the function: ("app.handler", "orders.load")."""
    steps: tuple[tuple[str, int], ...]
    """(path, row) of each call on the way."""
    certain: bool
    """Every step was resolved; False where a method was matched by its name alone."""


def caches_result(function: Function) -> bool:
    return any(map(caches.keeps_results, function.decorators))


class Program(Names):
    """All files' facts, linked. Immutable once built; answers are computed on demand."""

    def __init__(
        self,
        files: Mapping[str, ModuleFacts],
        handlers: Iterable[HandlerEntry] = (),
        roots: Mapping[str, tuple[str, ...]] | None = None,
        unread: Iterable[str] = (),
        deployment: Deployment | None = None,
        outsiders: Outsiders | None = None,
        packages: Packages | None = None,
    ) -> None:
        super().__init__(files, roots or {})
        self.deployment = deployment or Deployment()
        self.outsiders = outsiders
        """The project's files that are not analysed; None where nobody knows them."""
        self.packages = packages
        """What functions can import; None where nobody knows the project's other files."""
        self.handlers = tuple(handlers)
        self.roots = roots or {}
        self.unread = tuple(unread)
        """Python files that could not be read or parsed: what they do is unknown."""
        self._edge_cache: dict[Node, Edges] = {}
        self.memo: dict[object, Any] = {}
        """What was found out about it, by those who asked."""
        self._imported_cache: dict[str, frozenset[str]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """What was asked of it so far is found anew elsewhere: that costs less than to send it."""
        known = (self.files, self.handlers, self.roots, self.unread, self.deployment, self.outsiders, self.packages)
        return Program, known

    def reach(self, path: str, qualname: str) -> Reach | None:
        """How requests reach a function, or None where nothing known calls it per request."""
        way = self._ways.get((path, qualname))
        if way is None:
            return None
        others = sorted(self._handlers_of((path, qualname)) - {way.handlers[0]})
        return replace(way, handlers=(way.handlers[0], *others))

    @cached_property
    def deployed(self) -> frozenset[str]:
        """Files that hold a handler or are imported, however indirectly, by one that does."""
        seen = {entry.path for entry in self.handlers if entry.path in self.files}
        queue = list(seen)
        while queue:
            for path in self.imported_files(queue.pop()) - seen:
                seen.add(path)
                queue.append(path)
        return frozenset(seen)

    @cached_property
    def handler_names(self) -> frozenset[str]:
        """What the handlers' functions are called, without their classes."""
        return frozenset(entry.function.rpartition(".")[2] for entry in self.handlers)

    @cached_property
    def special_methods(self) -> frozenset[str]:
        """The names like `__getattr__` that classes of the program, tests aside, define as methods."""
        return frozenset(
            name.rpartition(".")[2]
            for facts in self._own
            for name in facts.functions
            if name.endswith("__") and "." in name
        )

    @cached_property
    def attributes_set_later(self) -> frozenset[str]:
        """What functions other than constructors, tests aside, set on some object: `order.total = 1` gives "total"."""
        return frozenset(
            text.removesuffix("[]").rpartition(".")[2]
            for facts in self._own
            for qualname, scope in facts.scopes.items()
            if qualname != MODULE_SCOPE and qualname.rpartition(".")[2] not in CONSTRUCTORS
            for text in scope.mutations
            if "." in text
        )

    @cached_property
    def properties(self) -> frozenset[str]:
        return frozenset(
            function.qualname.rpartition(".")[2]
            for facts in self._own
            for function in facts.functions.values()
            if "property" in function.decorators
        )

    @cached_property
    def writers_by_name(self) -> tuple[str, ...]:
        """Files, tests aside, that may bind names or set attributes by their text."""
        return tuple(facts.path for facts in self._own if writes_by_name(facts))

    @cached_property
    def _own(self) -> tuple[ModuleFacts, ...]:
        return tuple(facts for facts in self.files.values() if facts.test is None)

    def callees(self, path: str, qualname: str) -> list[Node]:
        """The functions and module-level objects that a function, or a module-level object in use, calls."""
        certain, likely = self._edges((path, qualname))
        return [target for target, _ in (*certain, *likely)]

    def callers(self, path: str, qualname: str) -> list[Node]:
        """What calls a function or uses a module-level object, in the course of a request."""
        return list(self._callers.get((path, qualname), ()))

    def entrances(self, nodes: Iterable[Node]) -> list[Node]:
        """Where requests enter on their way to `nodes`: handler functions, and those a framework's object calls."""
        found: dict[Node, None] = {}
        seen = set(nodes)
        queue = list(seen)
        while queue:
            here = queue.pop()
            callers = self.callers(*here)
            if self._is_entrance(here, callers):
                found[here] = None
            fresh = [caller for caller in callers if caller not in seen]
            seen.update(fresh)
            queue += fresh
        return sorted(node for node in found if node[1] in self.files[node[0]].functions)

    def _is_entrance(self, node: Node, callers: list[Node]) -> bool:
        entries = self._entries.get(node, ())
        if entries and not (callers and all(entry.trigger == "custom-resource" for entry in entries)):
            return True
        objects = [caller for caller in callers if caller[1] not in self.files[caller[0]].functions]
        seen = set(objects)
        while objects:
            here = objects.pop()
            if here in self._entries:
                return True
            above = [c for c in self.callers(*here) if c not in seen and c[1] not in self.files[c[0]].functions]
            seen.update(above)
            objects += above
        return False

    def _handlers_of(self, node: Node) -> set[HandlerEntry]:
        """Every handler from which calls lead to `node`."""
        found: set[HandlerEntry] = set()
        seen = {node}
        queue = [node]
        while queue:
            here = queue.pop()
            found.update(self._entries.get(here, ()))
            for caller in self._callers.get(here, ()):
                if caller not in seen:
                    seen.add(caller)
                    queue.append(caller)
        return found

    @cached_property
    def _entries(self) -> dict[Node, list[HandlerEntry]]:
        found: dict[Node, list[HandlerEntry]] = {}
        for entry in self.handlers:
            found.setdefault((entry.path, entry.function), []).append(entry)
        return found

    @cached_property
    def _callers(self) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for caller in self._ways:
            certain, likely = self._edges(caller)
            for target, _ in (*certain, *likely):
                found.setdefault(target, []).append(caller)
        return found

    @cached_property
    def _ways(self) -> dict[Node, Reach]:
        """One shortest way to every reached function: by resolved calls where there is one, else by a guess."""
        reached: dict[Node, Reach] = {}
        queue: deque[Node] = deque()
        for entry in sorted(self.handlers, key=lambda e: (-e.confidence, e.path, e.function)):
            node = (entry.path, entry.function)
            if node not in reached:
                reached[node] = Reach((entry,), (f"{short_module(entry.path)}.{entry.function}",), (), True)
                queue.append(node)
        guesses: deque[tuple[Node, Node, int]] = deque()
        while queue or guesses:
            steps: list[tuple[Node, Node, int, bool]]
            if queue:
                node = queue.popleft()
                certain, likely = self._edges(node)
                guesses.extend((node, target, row) for target, row in likely)
                steps = [(node, target, row, True) for target, row in certain]
            else:
                steps = [(*guesses.popleft(), False)]
            for caller, target, row, sure in steps:
                if target not in reached:
                    way = reached[caller]
                    call_path = (*way.call_path, f"{short_module(target[0])}.{target[1]}")
                    reached[target] = Reach(
                        way.handlers, call_path, (*way.steps, (caller[0], row)), way.certain and sure
                    )
                    queue.append(target)
        return reached

    def _edges(self, node: Node) -> Edges:
        found = self._edge_cache.get(node)
        if found is None:
            found = self._edge_cache[node] = self._find_edges(node)
        return found

    def _find_edges(self, node: Node) -> Edges:
        path, qualname = node
        facts = self.files.get(path)
        certain: dict[Node, int] = {}
        likely: dict[Node, int] = {}
        if facts is None:
            return [], []
        scope = facts.scopes.get(qualname)
        if scope is None or qualname == MODULE_SCOPE:
            self._variable_edges(facts, qualname, certain, likely)
            return list(certain.items()), list(likely.items())
        for names, called in ((scope.calls, True), (scope.loads, False)):
            for dotted, row in names.items():
                meant = self._inherited(facts, qualname, dotted) or self.resolve(path, qualname, dotted)
                if isinstance(meant, Definition):
                    self._definition_edges(meant, row, certain, called=called)
                elif called and meant is None and "." in dotted:
                    for target in self._methods_named(path, dotted.rpartition(".")[2]):
                        likely.setdefault(target, row)
                self._property_edges(path, qualname, dotted, row, certain)
                if "." in dotted:
                    head = self.resolve(path, qualname, dotted.partition(".")[0])
                    if isinstance(head, Definition) and head.kind == "variable":
                        certain.setdefault((head.path, head.qualname), row)
        certain.pop(node, None)
        return list(certain.items()), list(likely.items())

    def _inherited(self, facts: ModuleFacts, qualname: str, dotted: str) -> Definition | None:
        """The method of a base class that `super().name` of a method is."""
        head, _, name = dotted.partition(".")
        function = facts.functions.get(qualname)
        if head != "super()" or function is None or not function.in_class or "." in name:
            return None
        for base in facts.classes.get(function.in_class, ()):
            parent = self.resolve(facts.path, MODULE_SCOPE, base)
            if isinstance(parent, Definition) and parent.kind == "class":
                found = self.method(parent.path, parent.qualname, name)
                if found is not None:
                    return found
        return None

    def _property_edges(self, path: str, qualname: str, dotted: str, row: int, edges: dict[Node, int]) -> None:
        """To the properties on the way of `self.client.put_item`; one that keeps its value is made with its object."""
        parts = dotted.split(".")
        for count in range(2, len(parts)):
            meant = self.resolve(path, qualname, ".".join(parts[:count]))
            if not isinstance(meant, Definition) or meant.kind != "function":
                continue
            function = self.files[meant.path].functions[meant.qualname]
            is_kept = any(name.rpartition(".")[2] == _KEPT_BY_OBJECT for name in function.decorators)
            if "property" in function.decorators or (is_kept and not self.keeps_result(function)):
                edges.setdefault((meant.path, meant.qualname), row)

    def keeps_result(self, function: Function) -> bool:
        """Whether what a function gives is kept for the process, and not only as long as an object of the request."""
        if not caches_result(function):
            return False
        by_object = all(name.rpartition(".")[2] == _KEPT_BY_OBJECT for name in function.decorators)
        return not by_object or self._outlives_requests(function.in_class)

    def _outlives_requests(self, klass: str) -> bool:
        """Whether an object of the class may be made while a module is imported, or kept by a function."""
        name = klass.rpartition(".")[2]
        made = {assignment.callee.rpartition(".")[2] for facts in self._own for assignment in facts.assignments}
        if name in made:
            return True
        keepers = [f for facts in self._own for f in facts.functions.values() if caches_result(f)]
        return any(
            called.rpartition(".")[2] == name
            for facts in self._own
            for function in keepers
            if (scope := facts.scopes.get(function.qualname)) is not None
            for called in (*scope.calls, *scope.once)
        )

    def _definition_edges(self, meant: Definition, row: int, edges: dict[Node, int], *, called: bool) -> None:
        if meant.kind == "function":
            function = self.files[meant.path].functions[meant.qualname]
            if not caches_result(function):
                edges.setdefault((meant.path, meant.qualname), row)
        elif meant.kind == "class" and (called or meant.instance):
            for special in ("__init__", "__new__", "__post_init__", "__enter__", "__exit__", "__call__"):
                if special in CONSTRUCTORS and (meant.instance or self._is_singleton(meant)):
                    continue
                method = self.method(meant.path, meant.qualname, special)
                if method:
                    edges.setdefault((method.path, method.qualname), row)
        elif meant.kind == "variable":
            edges.setdefault((meant.path, meant.qualname), row)

    def _is_singleton(self, klass: Definition) -> bool:
        """Whether calling the class gives the one object of the process, by its decorator, metaclass or base."""
        facts = self.files[klass.path]
        makers = [maker for name, maker in facts.class_makers if name == klass.qualname]
        bases = facts.classes.get(klass.qualname, ())
        return any(map(caches.keeps_results, makers)) or any("singleton" in name.lower() for name in (*makers, *bases))

    def _variable_edges(
        self,
        facts: ModuleFacts,
        name: str,
        certain: dict[Node, int],
        likely: dict[Node, int],
    ) -> None:
        """What a module-level object calls when requests use it: its routes, its callbacks, what it is made from."""
        for assignment in facts.assignments:
            if assignment.name != name:
                continue
            owner = assignment.callee.partition("(")[0]
            for argument in (*assignment.arguments, owner, owner.partition(".")[0]):
                meant = self.resolve(facts.path, MODULE_SCOPE, argument)
                if not isinstance(meant, Definition) or (meant.path, meant.qualname) == (facts.path, name):
                    continue
                if meant.kind == "class":
                    prefix = meant.qualname + "."
                    for qualname, function in self.files[meant.path].functions.items():
                        if (
                            function.in_class == meant.qualname
                            and qualname.startswith(prefix)
                            and not qualname.endswith("__init__")
                        ):
                            likely.setdefault((meant.path, qualname), assignment.row)
                elif meant.kind in ("function", "variable"):
                    self._definition_edges(meant, assignment.row, certain, called=False)
        for target, row in self._registered.get((facts.path, name), ()):
            certain.setdefault(target, row)

    @cached_property
    def _registered(self) -> dict[Node, list[tuple[Node, int]]]:
        """Module-level object -> functions that its decorators register (`@app.get("/x")`), or that a decorator of the
        project keeps there (`ROUTES[name] = function`).
        """
        found: dict[Node, list[tuple[Node, int]]] = {}
        for path, facts in self.files.items():
            for function in facts.functions.values():
                for decorator in () if function.nested else function.decorators:
                    for owner in self._owners_of(facts, decorator):
                        found.setdefault(owner, []).append(((path, function.qualname), function.row))
        return found

    def _owners_of(self, facts: ModuleFacts, decorator: str) -> Iterator[Node]:
        head, dot, _ = decorator.partition(".")
        owner = self._head(facts, MODULE_SCOPE, head, 0) if dot else None
        if isinstance(owner, Definition) and owner.kind == "variable":
            yield (owner.path, owner.qualname)
        meant = self.resolve(facts.path, MODULE_SCOPE, decorator)
        if not isinstance(meant, Definition) or meant.kind != "function":
            return
        for qualname, scope in self.files[meant.path].scopes.items():
            if qualname == meant.qualname or qualname.startswith(f"{meant.qualname}."):
                kept = [text.removesuffix("[]") for text in scope.mutations if text.endswith("[]")]
                for name in kept:
                    keeper = self.resolve(meant.path, qualname, name)
                    if isinstance(keeper, Definition) and keeper.kind == "variable":
                        yield (keeper.path, keeper.qualname)

    def _methods_named(self, path: str, name: str) -> list[Node]:
        """Methods of that name in the same file or its imports, where there is exactly one: a guess, said to be one."""
        if name.startswith("__") or name in _COMMON_METHODS:
            return []
        found = [key for key in self._methods.get(name, ()) if key[0] == path or key[0] in self.imported_files(path)]
        return found if len(found) == 1 else []

    @cached_property
    def _methods(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for path, facts in self.files.items():
            for function in facts.functions.values():
                if function.in_class and not function.nested:
                    found.setdefault(function.qualname.rpartition(".")[2], []).append((path, function.qualname))
        return found

    def imported_files(self, path: str) -> frozenset[str]:
        """The files of the project that a file imports something of."""
        if path not in self._imported_cache:
            statements = self.files[path].imports
            meant = [self.resolve(path, statement.scope, statement.local) for statement in statements]
            submodules = [self.modules.find(path, i.submodule) for i in statements if i.submodule]
            found = {one.path for one in meant if isinstance(one, Definition)}
            self._imported_cache[path] = frozenset(found.union(filter(None, submodules)))
        return self._imported_cache[path]

    def connected(self, paths: Iterable[str]) -> set[str]:
        """The files that imports lead to from `paths`, in whichever direction."""
        seen = {path for path in paths if path in self.files}
        queue = list(seen)
        while queue:
            fresh = self._neighbours[queue.pop()] - seen
            seen |= fresh
            queue += fresh
        return seen

    @cached_property
    def _neighbours(self) -> dict[str, set[str]]:
        """File -> the files that it imports or that import it."""
        found: dict[str, set[str]] = {path: set() for path in self.files}
        for path in self.files:
            for other in self.imported_files(path):
                found[path].add(other)
                found[other].add(path)
        return found


_KEPT_BY_OBJECT = "cached_property"
_COMMON_METHODS = frozenset(
    [
        "append",
        "add",
        "get",
        "put",
        "post",
        "delete",
        "update",
        "pop",
        "items",
        "keys",
        "values",
        "read",
        "write",
        "close",
        "open",
        "send",
        "query",
        "execute",
        "run",
        "start",
        "stop",
        "join",
        "split",
        "format",
        "copy",
        "clear",
        "extend",
        "insert",
        "remove",
        "sort",
        "strip",
        "encode",
        "decode",
        "load",
        "dump",
        "loads",
        "dumps",
        "find",
        "save",
    ]
)
