"""A stack: the resources that one template declares, in CloudFormation's words whatever format it is written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lambdafix.project.document import Block
from lambdafix.project.stacks.resolver import Resolver
from lambdafix.project.stacks.setting import Place, Setting

FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")
_QUALIFIED = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
_UNPLACED = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource. Properties that SAM's `Globals` or a provider's defaults give are among its own."""

    name: str
    """Logical id, key of `functions`, or Terraform's label."""
    kind: str
    """As CloudFormation calls it: "AWS::SQS::Queue"."""
    place: Place
    properties: Setting
    keys: tuple[str | int, ...] = ()
    """Where its properties stand, from the document's root; () where no edit reaches them."""
    conditional: bool = False

    def get(self, *keys: str) -> Setting:
        return self.properties.get(*keys)

    @property
    def is_function(self) -> bool:
        return self.kind in FUNCTIONS


@dataclass(frozen=True)
class Stack:
    path: str
    how: str
    """As in `lambdafix.model.HandlerEntry.how`."""
    resources: tuple[Resource, ...]
    resolver: Resolver
    aliases: dict[str, str] = field(default_factory=dict)
    """Other names by which references call a resource -> its name."""
    _targets: dict[tuple[str, str], dict[str, list[Resource]]] = field(default_factory=dict, repr=False)

    @cached_property
    def _by_name(self) -> dict[str, Resource]:
        return {resource.name: resource for resource in self.resources}

    @cached_property
    def functions(self) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.is_function)

    @cached_property
    def _by_kind(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.kind, []).append(resource)
        return found

    def of_kind(self, *kinds: str) -> Iterator[Resource]:
        return (resource for kind in kinds for resource in self._by_kind.get(kind, ()))

    def naming(self, function: Resource, key: str, *kinds: str) -> Iterator[Resource]:
        """The resources of some kinds whose `key` names a function, or an alias or a version of it."""
        for kind in kinds:
            yield from self._by_target(kind, key).get(function.name, ())

    def unplaced(self, key: str, *kinds: str) -> Iterator[Resource]:
        """The resources of some kinds of which it cannot be told which function `key` names: it may be any."""
        for kind in kinds:
            yield from self._by_target(kind, key).get(_UNPLACED, ())

    def _by_target(self, kind: str, key: str) -> dict[str, list[Resource]]:
        """What the resources of a kind name under `key`: function's name -> resources."""
        if (kind, key) not in self._targets:
            found = self._targets[kind, key] = {}
            for resource in self._by_kind.get(kind, ()):
                for name in self._named_functions(resource.get(key)) or [_UNPLACED]:
                    found.setdefault(name, []).append(resource)
        return self._targets[kind, key]

    def _named_functions(self, setting: Setting) -> list[str]:
        named = self.at(setting)
        if named is not None and named.kind in _QUALIFIED:
            setting = named.get("FunctionName")
            named = self.at(setting)
        if named is not None and named.is_function:
            return [named.name]
        return [function.name for function in self.functions if self.is_same(setting, function)]

    def named(self, name: str) -> Resource | None:
        return self._by_name.get(self.aliases.get(name, name))

    def at(self, setting: Setting) -> Resource | None:
        """The resource that a setting points at, if it is one of this stack."""
        return self.named(setting.target) if setting.target else None

    def is_same(self, setting: Setting, resource: Resource) -> bool:
        """Whether a setting names a resource: by a reference, or within a text such as an ARN."""
        if setting.target:
            return self.at(setting) is resource
        written = setting.written
        names = {resource.name, *(alias for alias, name in self.aliases.items() if name == resource.name)}
        if any(f"${{{name}}}" in written or f"${{{name}." in written for name in names):
            return True
        own = next((t for key in _NAMES if (t := resource.get(key).written)), "")
        return bool(own and written) and f"{written.rpartition(':function:')[2]}:".startswith(f"{own}:")


_NAMES = ("FunctionName", "QueueName", "LogGroupName")


def section(document: Block, name: str) -> Block:
    found = document.get(name)
    return found if isinstance(found, Block) else Block()
