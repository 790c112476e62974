"""Terraform folders as modules: variables, locals, and the calls that give a module its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from lambdafix.project.paths import ROOTED, within
from lambdafix.project.templates.hcl import Body, NamedBlock, Token
from lambdafix.project.templates.hcl_values import Plain, evaluate, member

_MAX_CALLS = 200
_MAX_LOCALS = 30


@dataclass(slots=True)
class Folder:
    """All the Terraform files of one folder."""

    path: str
    files: dict[str, Body] = field(default_factory=dict)

    def named(self, kind: str) -> Iterator[NamedBlock]:
        for body in self.files.values():
            for block in body.blocks:
                if block.kind == kind:
                    yield block

    def find(self, kind: str, *labels: str) -> Body | None:
        return next((named.body for named in self.named(kind) if named.labels == labels), None)


@dataclass(frozen=True, slots=True)
class Place:
    """The file and folder in which a block stands."""

    path: str
    folder: Folder


@dataclass(frozen=True)
class Scope:
    """What names mean in one use of a folder as a module."""

    folder: Folder
    arguments: Mapping[str, Plain]
    root: str = ""
    """The folder of the outermost caller, in which Terraform runs."""
    each_key: str = ""
    each_value: Plain = None
    open_locals: tuple[str, ...] = ()

    def evaluate(self, expression: list[Token]) -> Plain:
        return evaluate(expression, self.lookup)

    def value(self, body: Body, name: str) -> Plain:
        return self.evaluate(body.attributes[name]) if name in body.attributes else None

    def text(self, body: Body, name: str) -> str | None:
        """An attribute's text, None where it is absent, empty or unknown."""
        found = self.value(body, name)
        return found if isinstance(found, str) and found else None

    def each(self, body: Body) -> list[Scope]:
        """The scope of each instance that `for_each` makes of a block; this one alone where that is unknown."""
        items = self.value(body, "for_each")
        if isinstance(items, dict) and items:
            return [replace(self, each_key=key, each_value=value) for key, value in items.items()]
        if isinstance(items, list) and items:
            keys = [item for item in items if isinstance(item, str)]
            return [replace(self, each_key=key, each_value=key) for key in keys] or [self]
        return [self]

    def lookup(self, parts: list[str]) -> Plain:
        head, rest = parts[0], parts[1:]
        found: Plain = None
        if head == "path" and rest:
            return ROOTED + (self.folder.path if rest[0] == "module" else self.root)
        if head == "var" and rest:
            found, rest = self.variable(rest[0]), rest[1:]
        elif head == "local" and rest:
            found, rest = self.local(rest[0]), rest[1:]
        elif head == "each" and rest:
            found, rest = (self.each_key or None) if rest[0] == "key" else self.each_value, rest[1:]
        for part in rest:
            found = member(found, part)
        return found

    def variable(self, name: str) -> Plain:
        if name in self.arguments:
            return self.arguments[name]
        body = self.folder.find("variable", name)
        return self.value(body, "default") if body else None

    def local(self, name: str) -> Plain:
        if name in self.open_locals or len(self.open_locals) > _MAX_LOCALS:
            return None
        inner = replace(self, open_locals=(*self.open_locals, name))
        for block in self.folder.named("locals"):
            if name in block.body.attributes:
                return inner.evaluate(block.body.attributes[name])
        return None


class Workspace:
    """All Terraform of a project, by folder."""

    def __init__(self) -> None:
        self.folders: dict[str, Folder] = {}
        self.settings: dict[str, dict[str, list[Token]]] = {}

    def add(self, path: str, folder: str, body: Body) -> None:
        self.folders.setdefault(folder, Folder(folder)).files[path] = body

    def add_settings(self, folder: str, body: Body) -> None:
        """Values of a `terraform.tfvars` or `*.auto.tfvars` file."""
        self.settings.setdefault(folder, {}).update(body.attributes)

    def blocks(self, kind: str) -> Iterator[tuple[Place, Scope, NamedBlock]]:
        """Every block of a kind, in every scope that its folder is used in."""
        for path, folder in self.folders.items():
            for scope in self.scopes[path]:
                for file, body in folder.files.items():
                    for named in body.blocks:
                        if named.kind == kind and named.labels:
                            yield Place(file, folder), scope, named

    @cached_property
    def scopes(self) -> dict[str, list[Scope]]:
        """Folder -> one scope for each call of it as a module, or one of its own defaults where nothing calls it."""
        called: dict[str, list[tuple[Folder, Body]]] = {}
        for folder in self.folders.values():
            for named in folder.named("module"):
                source = Scope(folder, {}).text(named.body, "source") or ""
                target = within(folder.path, source) if source.startswith(".") else None
                if target is not None and target in self.folders and target != folder.path:
                    called.setdefault(target, []).append((folder, named.body))
        found: dict[str, list[Scope]] = {}
        for path in self.folders:
            self._scopes(path, called, found, ())
        return found

    def _scopes(
        self,
        path: str,
        called: Mapping[str, list[tuple[Folder, Body]]],
        found: dict[str, list[Scope]],
        open_folders: tuple[str, ...],
    ) -> list[Scope]:
        if path in found:
            return found[path]
        own = Scope(self.folders[path], {}, root=path)
        own = replace(own, arguments={name: own.evaluate(value) for name, value in self.settings.get(path, {}).items()})
        scopes: list[Scope] = []
        for caller, body in called.get(path, ()):
            if caller.path in open_folders or len(scopes) > _MAX_CALLS:
                continue
            for outer in self._scopes(caller.path, called, found, (*open_folders, path)):
                for each in outer.each(body):
                    arguments = {
                        name: each.evaluate(expression)
                        for name, expression in body.attributes.items()
                        if name not in ("source", "version", "for_each", "count", "providers", "depends_on")
                    }
                    scopes.append(Scope(self.folders[path], arguments, root=outer.root))
        if not open_folders or scopes:
            found[path] = scopes or [own]
        return scopes or [own]
