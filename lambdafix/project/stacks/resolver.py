"""CloudFormation's functions and pseudo parameters, resolved as far as one template tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lambdafix.project.document import Block, Value, block, sequence, text
from lambdafix.project.stacks.setting import Absent, Given, Place, Pointer, Setting, Unknown

UNTOLD = "Lambdafix::Untold"
"""The key of a mapping that stands for a value which another format leaves open; its text is the reason."""

_MAX_DEPTH = 40
_HOLE = re.compile(r"\$\{([^}!]+)\}")
_SSM = "AWS::SSM::"


@dataclass(frozen=True)
class Resolver:
    """Makes settings of a template's values."""

    parameters: Block
    mappings: Block
    gaps: str = ""
    """Why what is absent may yet be set, "" where it is not: a macro rewrites the template."""
    _known: dict[int, Setting | None] = field(default_factory=dict, repr=False)
    """What each call of a function came to, by its identity in the document; None while it is being asked."""

    def resolve(self, value: Value, place: Place, depth: int = 0) -> Setting:
        if value is None:
            return Absent(place)
        if depth > _MAX_DEPTH:
            return Unknown(place, "its functions are nested without end")
        if isinstance(value, str | list) or not _is_function(value):
            gaps = "a transform adds to it" if isinstance(value, Block) and "Fn::Transform" in value else self.gaps
            return Given(place, value, self.resolve, depth, gaps)
        if id(value) not in self._known:
            self._known[id(value)] = None
            (name, argument), *_ = value.items()
            self._known[id(value)] = self._function(name, argument, place, depth + 1)
        found = self._known[id(value)]
        return Unknown(place, "its functions lead back to themselves") if found is None else replace(found, place=place)

    def _function(self, name: str, argument: Value, place: Place, depth: int) -> Setting:
        if name == "Ref":
            return self._named(text(argument), place, depth)
        if name == "Fn::GetAtt":
            parts = text(argument).split(".") if isinstance(argument, str) else [text(a) for a in sequence(argument)]
            return Pointer(place, parts[0] if parts else "", ".".join(parts[1:]))
        if name == "Fn::Sub":
            return self._substituted(argument, place, depth)
        if name == "Fn::Join":
            return self._joined(sequence(argument), place, depth)
        if name == "Fn::If":
            return self._either(sequence(argument), place, depth)
        if name == "Fn::FindInMap":
            return self._found(sequence(argument), place, depth)
        if name == UNTOLD:
            return Unknown(place, text(argument))
        if name == "Fn::ImportValue":
            return Unknown(place, "it is imported from another stack")
        return Unknown(place, f"{name.removeprefix('Fn::')} is not evaluated here")

    def _named(self, name: str, place: Place, depth: int) -> Setting:
        if name == "AWS::NoValue":
            return Absent(place)
        if name.startswith("AWS::"):
            return Unknown(place, f"{name} is known at deployment", f"${{{name}}}")
        if name not in self.parameters:
            return Pointer(place, name)
        parameter = block(self.parameters[name])
        if text(parameter.get("Type")).startswith(_SSM):
            return Unknown(place, f"parameter {name} is read from Parameter Store")
        default = parameter.get("Default")
        if default is None:
            return Unknown(place, f"parameter {name} has no default", f"${{{name}}}")
        return self.resolve(default, place, depth)

    def _substituted(self, argument: Value, place: Place, depth: int) -> Setting:
        parts = sequence(argument)
        template = text(parts[0]) if parts else ""
        own = block(parts[1]) if len(parts) > 1 else Block()
        if hole := _HOLE.fullmatch(template):
            return self._filled(hole[1].strip(), own, place, depth)
        reasons: list[str] = []

        def replaced(hole: re.Match[str]) -> str:
            found = self._filled(hole[1].strip(), own, place, depth)
            if found.text is None:
                reasons.append(found.reason if isinstance(found, Unknown) else f"{hole[1]} is known at deployment")
                return found.written or hole[0]
            return found.text

        filled = _HOLE.sub(replaced, template).replace("${!", "${")
        return Unknown(place, reasons[0], filled) if reasons else Given(place, filled, self.resolve, depth)

    def _filled(self, name: str, own: Block, place: Place, depth: int) -> Setting:
        if name in own:
            return self.resolve(own[name], place, depth)
        if "." in name:
            resource, _, attribute = name.partition(".")
            return Pointer(place, resource, attribute)
        return self._named(name, place, depth)

    def _joined(self, arguments: list[Value], place: Place, depth: int) -> Setting:
        if len(arguments) != 2:
            return Unknown(place, "its Join has no two arguments")
        items = sequence(arguments[1])
        parts = [self.resolve(item, place, depth) for item in items]
        between = text(arguments[0])
        if all(part.text is not None for part in parts):
            return Given(place, between.join(part.text or "" for part in parts), self.resolve, depth)
        pattern = between.join(map(_written, parts))
        return Unknown(place, "a part of it is known at deployment", pattern)

    def parts(self, value: Value, place: Place) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """What each hole of a `Fn::Sub`, with its braces, and each part of a `Fn::Join` comes to in its text."""
        called = block(value)
        joined = sequence(called.get("Fn::Join"))
        items = sequence(joined[1]) if len(joined) == 2 else []
        template, *own = sequence(called.get("Fn::Sub")) or [None]
        holes = dict.fromkeys(hole[0] for hole in _HOLE.finditer(text(template)))
        filled = {hole: self._filled(hole[2:-1].strip(), block(own[0]) if own else Block(), place, 0) for hole in holes}
        return (
            tuple(
                (hole, found.text if found.text is not None else found.written or hole)
                for hole, found in filled.items()
            ),
            tuple(_written(self.resolve(item, place)) for item in items),
        )

    def _either(self, arguments: list[Value], place: Place, depth: int) -> Setting:
        if len(arguments) != 3:
            return Unknown(place, "its If has no three arguments")
        one, other = (self.resolve(argument, place, depth) for argument in arguments[1:])
        if _same(one, other):
            return one
        return Unknown(place, f"it depends on the condition {text(arguments[0])}")

    def _found(self, arguments: list[Value], place: Place, depth: int) -> Setting:
        found: Value = self.mappings
        for argument in arguments[:3]:
            key = self.resolve(argument, place, depth).text
            found = block(found).get(key) if key is not None else None
        return (
            Unknown(place, "its map is keyed by what is known at deployment")
            if found is None
            else self.resolve(found, place, depth)
        )


def _written(part: Setting) -> str:
    return part.text if part.text is not None else part.written or f"${{{part.target}}}"


def _is_function(value: Block) -> bool:
    if len(value) != 1:
        return False
    name = next(iter(value))
    return name == "Ref" or name == UNTOLD or (name.startswith("Fn::") and name != "Fn::Transform")


def _same(one: Setting, other: Setting) -> bool:
    if isinstance(one, Absent) and isinstance(other, Absent):
        return True
    if one.target:
        return one.target == other.target
    return one.text is not None and one.text == other.text


def mentioned(value: Value) -> Iterator[str]:
    """Every scalar in a value, keys left out, each collection looked at once."""
    seen: set[int] = set()
    waiting: list[Value] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif item is not None and id(item) not in seen:
            seen.add(id(item))
            waiting += item.values() if isinstance(item, Block) else item
