"""The value of an expression in a template, where it is plain: parameters' defaults, `Sub`, `Join`, `FindInMap`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdafix.project.declared import Variable
from lambdafix.project.document import Block, Value, block, sequence, text

_HOLE = re.compile(r"\$\{([^}!]+)\}")


@dataclass(frozen=True, slots=True)
class Intrinsics:
    """Evaluates CloudFormation's functions against a template's own parameters and mappings."""

    parameters: Mapping[str, str]
    mappings: Block
    _known: dict[int, tuple[Block, str | None]] = field(default_factory=dict, repr=False, compare=False)
    """What each call of a function came to, by its identity, and the call itself, so that none takes its place."""

    @classmethod
    def of(cls, template: Block) -> Intrinsics:
        defaults = {
            name: default
            for name, parameter in block(template.get("Parameters")).items()
            if (default := text(block(parameter).get("Default")))
        }
        return cls(defaults, block(template.get("Mappings")))

    def evaluate(self, value: Value) -> str | None:
        """The text of `value`, None where it cannot be told."""
        if isinstance(value, str):
            return value
        if not isinstance(value, Block) or len(value) != 1:
            return None
        if id(value) not in self._known:
            self._known[id(value)] = value, None  # until it is known: anchors may lead back here
            self._known[id(value)] = value, self._call(*next(iter(value.items())))
        return self._known[id(value)][1]

    def _call(self, name: str, argument: Value) -> str | None:
        if name == "Ref":
            return self.parameters.get(text(argument))
        if name == "Fn::Sub":
            return self._substituted(argument)
        if name == "Fn::Join":
            return self._joined(sequence(argument))
        if name == "Fn::FindInMap":
            return self._found(sequence(argument))
        if name == "Fn::If":
            return next((found for one in sequence(argument)[1:] if (found := self.evaluate(one)) is not None), None)
        return None

    def written(self, value: Value) -> str:
        """The text of `value` with what cannot be told left out."""
        parts = sequence(block(value).get("Fn::Sub"))
        return self.evaluate(value) or (_HOLE.sub("", text(parts[0])) if parts else "")

    def _substituted(self, argument: Value) -> str | None:
        parts = sequence(argument)
        own = block(parts[1]) if len(parts) > 1 else Block()
        unknown = False

        def replaced(hole: re.Match[str]) -> str:
            nonlocal unknown
            name = hole[1].strip()
            found = self.evaluate(own[name]) if name in own else self.parameters.get(name)
            unknown = unknown or found is None
            return found or ""

        filled = _HOLE.sub(replaced, text(parts[0])) if parts else ""
        return None if unknown or not filled else filled

    def _joined(self, arguments: list[Value]) -> str | None:
        if len(arguments) != 2:
            return None
        parts = [self.evaluate(one) for one in sequence(arguments[1])]
        return text(arguments[0]).join(p for p in parts if p is not None) if None not in parts else None

    def _found(self, arguments: list[Value]) -> str | None:
        found: Value = self.mappings
        for argument in arguments:
            found = block(found).get(self.evaluate(argument) or "")
        return found if isinstance(found, str) else None


def reference(value: Value) -> str:
    """The resource that `Ref`, `GetAtt` or a `Sub` of one name points at, "" for anything else."""
    if not isinstance(value, Block) or len(value) != 1:
        return ""
    (name, argument), *_ = value.items()
    first = text(sequence(argument)[0]) if sequence(argument) else ""
    if name == "Ref":
        return first
    if name == "Fn::GetAtt":
        return first.partition(".")[0]
    if name == "Fn::Sub" and (hole := _HOLE.fullmatch(first)):
        return hole[1].partition(".")[0]
    return ""


def variables(values: Block, intrinsics: Intrinsics) -> tuple[Variable, ...]:
    """Environment variables from a mapping of names to expressions."""
    return tuple(Variable(name, intrinsics.evaluate(value), reference(value)) for name, value in values.items())


def number(value: str | None) -> int | None:
    """The whole number that `value` writes, None for anything else."""
    return int(value) if value and value.strip().isdecimal() else None
