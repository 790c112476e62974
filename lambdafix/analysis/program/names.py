"""What a name means, across the files of the project: by imports, aliases, re-exports, instances and inheritance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lambdafix.analysis.program.imports import ModuleIndex
from lambdafix.analysis.syntax.facts import MODULE_SCOPE, Import, ModuleFacts

_ALIAS_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Definition:
    """Something defined in the project: a module (qualname ""), function, class or module-level variable."""

    path: str
    qualname: str
    kind: str
    """"module", "function", "class" or "variable"."""
    instance: bool = False
    """For a class: the name holds an instance of it."""


@dataclass(frozen=True, slots=True)
class External:
    """A name of a module outside the project, canonically: "boto3.client" whatever its local alias."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Package:
    """A folder of the project that has no file of its own: `services`, of `import services.db`."""

    dotted: str


Resolution = Definition | External | Package | None


class Names:
    """Resolves dotted names in any file of a project. What cannot be resolved is None."""

    def __init__(self, files: Mapping[str, ModuleFacts], roots: Mapping[str, tuple[str, ...]]) -> None:
        self.files = files
        self.modules = ModuleIndex(files, roots)
        self._imports = {path: _imports_by_name(facts) for path, facts in files.items()}
        self._module_names: dict[tuple[str, str], Resolution] = {}

    def resolve(self, path: str, scope: str, dotted: str, depth: int = 0) -> Resolution:
        """What `dotted` means in the function `scope` ("" for the module) of the file at `path`."""
        facts = self.files.get(path)
        if facts is None or depth > _ALIAS_DEPTH or not dotted:
            return None
        head, _, rest = dotted.partition(".")
        is_call = head.endswith("()")
        base: Resolution
        if is_call:
            base = _instance(self.resolve(path, scope, head[:-2], depth + 1))
        else:
            base = self._head(facts, scope, head, depth)
        return self._members(base, rest, depth)

    def _head(self, facts: ModuleFacts, scope: str, head: str, depth: int) -> Resolution:
        here = scope
        while here:
            body = facts.scopes.get(here)
            if body is not None and head in body.binds and head not in body.globals:
                return self._local(facts, here, head, depth)
            function = facts.functions.get(here)
            if function is not None and function.in_class and not function.nested:
                break
            here = here.rpartition(".")[0]
        return self._module_level(facts, head, depth)

    def _local(self, facts: ModuleFacts, scope: str, head: str, depth: int) -> Resolution:
        qualname = f"{scope}.{head}"
        if qualname in facts.functions:
            return Definition(facts.path, qualname, "function")
        if qualname in facts.classes:
            return Definition(facts.path, qualname, "class")
        if (scope, head) in self._imports[facts.path]:
            return self._import(facts, scope, head, depth)
        function = facts.functions[scope]
        if function.in_class and function.parameters[:1] == (head,):
            return Definition(facts.path, function.in_class, "class", instance=True)
        value = facts.scopes[scope].values.get(head)
        if value and value.partition(".")[0] != head:
            return self._value(facts.path, scope, value, depth)
        return None

    def _module_level(self, facts: ModuleFacts, head: str, depth: int) -> Resolution:
        if depth:  # its answer may be cut short, where aliases go round in a circle
            return self._find_module_level(facts, head, depth)
        key = (facts.path, head)
        if key not in self._module_names:
            self._module_names[key] = self._find_module_level(facts, head, depth)
        return self._module_names[key]

    def _find_module_level(self, facts: ModuleFacts, head: str, depth: int) -> Resolution:
        if (MODULE_SCOPE, head) in self._imports[facts.path]:
            found = self._import(facts, MODULE_SCOPE, head, depth)
            if found is not None:
                return found
        if head in facts.functions:
            return Definition(facts.path, head, "function")
        if head in facts.classes:
            return Definition(facts.path, head, "class")
        body = facts.scopes[MODULE_SCOPE]
        value = body.values.get(head)
        if value and value.partition(".")[0] != head:
            meant = self._value(facts.path, MODULE_SCOPE, value, depth)
            if isinstance(meant, Definition):
                return meant
        if head in body.binds or any(head in s.globals for s in facts.scopes.values()):
            return Definition(facts.path, head, "variable")
        return self._star_import(facts, head, depth)

    def _value(self, path: str, scope: str, value: str, depth: int) -> Resolution:
        if value.endswith("()"):
            return _instance(self.resolve(path, scope, value[:-2], depth + 1))
        return self.resolve(path, scope, value, depth + 1)

    def _import(self, facts: ModuleFacts, scope: str, head: str, depth: int) -> Resolution:
        statement = self._imports[facts.path][scope, head]
        if statement.name is None:
            found = self.modules.find(facts.path, statement.module)
            if found:
                return Definition(found, "", "module")
            if statement.submodule and self.modules.find(facts.path, statement.submodule):
                return Package(statement.module)
            return External(statement.module)
        separator = "" if statement.module.endswith(".") else "."
        submodule = self.modules.find(facts.path, f"{statement.module}{separator}{statement.name}")
        parent = self.modules.find(facts.path, statement.module)
        if parent and parent != facts.path:
            member = self._module_level(self.files[parent], statement.name, depth + 1) if depth < _ALIAS_DEPTH else None
            if member is not None:
                return member
        if submodule:
            return Definition(submodule, "", "module")
        if statement.module.startswith(".") or parent or self.modules.candidates(facts.path, statement.module):
            return None
        return External(f"{statement.module}.{statement.name}")

    def _star_import(self, facts: ModuleFacts, head: str, depth: int) -> Resolution:
        if depth >= _ALIAS_DEPTH:
            return None
        for statement in facts.imports:
            if statement.name == "*":
                found = self.modules.find(facts.path, statement.module)
                if found and found != facts.path:
                    member = self._module_level(self.files[found], head, depth + 1)
                    if member is not None:
                        return member
        return None

    def _members(self, base: Resolution, rest: str, depth: int) -> Resolution:
        while rest and base is not None:
            name, _, rest = rest.partition(".")
            is_call = name.endswith("()")
            base = self._member(base, name.removesuffix("()"), depth)
            if is_call:
                base = _instance(base)
        return base

    def _member(self, base: Definition | External | Package, name: str, depth: int) -> Resolution:
        if isinstance(base, External):
            return External(f"{base.dotted}.{name}")
        if isinstance(base, Package):
            package = f"{base.dotted}.{name}"
            found = [p for p in self.modules.paths if p.endswith(f"{package.replace('.', '/')}.py")]
            return Definition(found[0], "", "module") if len(found) == 1 else Package(package)
        if base.kind == "module":
            facts = self.files[base.path]
            found_member = self._module_level(facts, name, depth + 1) if depth < _ALIAS_DEPTH else None
            if found_member is None and base.path.endswith("/__init__.py"):
                submodule = self.modules.find(base.path, f".{name}")
                return Definition(submodule, "", "module") if submodule else None
            return found_member
        if base.kind == "class":
            return self.method(base.path, base.qualname, name)
        return None

    def method(self, path: str, klass: str, name: str, depth: int = 0) -> Definition | None:
        """The method `name` of a class or of its bases in the project."""
        facts = self.files[path]
        if f"{klass}.{name}" in facts.functions:
            return Definition(path, f"{klass}.{name}", "function")
        if depth < _ALIAS_DEPTH:
            for base in facts.classes.get(klass, ()):
                parent = self.resolve(path, MODULE_SCOPE, base, depth + 1)
                if isinstance(parent, Definition) and parent.kind == "class":
                    found = self.method(parent.path, parent.qualname, name, depth + 1)
                    if found:
                        return found
        return None


def _imports_by_name(facts: ModuleFacts) -> dict[tuple[str, str], Import]:
    return {(statement.scope, statement.local): statement for statement in facts.imports}


def _instance(meant: Resolution) -> Resolution:
    if isinstance(meant, Definition) and meant.kind == "class":
        return Definition(meant.path, meant.qualname, "class", instance=True)
    return None
