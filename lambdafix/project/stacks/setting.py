"""A value in a template as far as that tells it: given, a pointer to a resource, absent, or unknown, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lambdafix.project.document import Block, Value, sequence


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a key stands. Row and column count from 1; 0 where they cannot be told."""

    path: str
    row: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """One value, where it stands, or, where it is absent, what it would stand in."""

    place: Place

    def get(self, *keys: str) -> Setting:
        """What stands under `keys`, one within the other; a pointer or unknown value says nothing of what is in it."""
        found: Setting = self
        for key in keys:
            found = found.inner(key)
        return found

    def inner(self, key: str) -> Setting:
        return self

    @property
    def text(self) -> str | None:
        """The scalar, None where it is anything else or cannot be told."""
        return None

    @property
    def number(self) -> int | None:
        found = (self.text or "").strip()
        return int(found) if found.isdecimal() else None

    @property
    def written(self) -> str:
        """The scalar as it stands, with holes where it names what is not known here."""
        return self.text or ""

    @property
    def target(self) -> str:
        """The resource it points at, "" where it points at none."""
        return ""

    def items(self) -> Iterator[Setting]:
        """The members of a list; a single value is a list of it alone."""
        yield from ()

    def entries(self) -> Iterator[tuple[str, Setting]]:
        """The keys and values of a mapping."""
        yield from ()


@dataclass(frozen=True, slots=True)
class Absent(Setting):
    """The template does not say, so that the service's default holds."""


@dataclass(frozen=True, slots=True)
class Unknown(Setting):
    """The template leaves it to something that is not known here. `reason` is a clause."""

    reason: str
    pattern: str = ""

    @property
    def written(self) -> str:
        return self.pattern


@dataclass(frozen=True, slots=True)
class Pointer(Setting):
    """A reference to a resource, or to one of its attributes, "" for the resource itself."""

    resource: str
    attribute: str = ""

    @property
    def target(self) -> str:
        return self.resource

    def inner(self, key: str) -> Setting:
        return Unknown(self.place, f"it is told by {self.resource}")

    def items(self) -> Iterator[Setting]:
        yield self


Resolve = Callable[[Value, Place, int], Setting]


@dataclass(frozen=True, slots=True)
class Given(Setting):
    """A scalar, a list or a mapping that stands in the template."""

    value: str | list[Value] | Block
    resolve: Resolve
    depth: int = 0
    gaps: str = ""
    """Why a key that is not here may yet be set, "" where it is not."""

    def inner(self, key: str) -> Setting:
        if not isinstance(self.value, Block):
            return Absent(self.place)
        if key in self.value:
            return self.resolve(self.value[key], self.at(key), self.depth + 1)
        return Unknown(self.place, self.gaps) if self.gaps else Absent(self.place)

    def at(self, key: str) -> Place:
        assert isinstance(self.value, Block)
        row = self.value.rows.get(key, 0)
        return Place(self.place.path, row, self.value.columns.get(key, 0)) if row else self.place

    @property
    def text(self) -> str | None:
        return self.value if isinstance(self.value, str) else None

    def items(self) -> Iterator[Setting]:
        for item in sequence(self.value):
            where = self.place
            if isinstance(item, Block) and item.row:
                first = next(iter(item), "")
                where = Place(where.path, item.rows.get(first) or item.row, item.columns.get(first, 0))
            found = self.resolve(item, where, self.depth + 1)
            if not isinstance(found, Absent):
                yield found

    def entries(self) -> Iterator[tuple[str, Setting]]:
        for key in self.value if isinstance(self.value, Block) else ():
            found = self.inner(key)
            if not isinstance(found, Absent):
                yield key, found
