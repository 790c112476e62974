"""The names a file has in use, and new ones beside them."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Collection, Iterable

from lambdafix.analysis.syntax.scopes import Scopes

_RESERVED = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | frozenset(keyword.softkwlist)
_MODULE_NAMES = frozenset(
    ("__all__", "__doc__", "__file__", "__name__", "__package__", "__spec__", "__loader__", "__path__")
)

KNOWN_ANYWHERE = frozenset(dir(builtins)) | _MODULE_NAMES | {"__class__", "__builtins__", "__annotations__", "__dict__"}
"""Names that resolve though no file binds them."""


def names_in_use(scopes: Scopes, released_in: Collection[str] = ()) -> frozenset[str]:
    """Every name the file binds or reads, in any scope.

    `released_in` holds qualified names of scopes whose own bindings, and the uses of these, do not count.
    """
    used: set[str] = set()
    for scope in scopes.scopes():
        released = scope.qualname in released_in
        used.update(name for name in scope.bindings if not released)
        used.update(name for name in scope.uses if not _is_released(scopes, name, scope, released_in))
        used |= scope.globals | scope.nonlocals
    return frozenset(used)


def _is_released(scopes: Scopes, name: str, scope: object, released_in: Collection[str]) -> bool:
    owner = scopes.resolve(name, scope)  # type: ignore[arg-type]
    return owner is not None and owner.qualname in released_in


def fresh(candidates: Iterable[str], taken: Collection[str]) -> str:
    """The first candidate that is free, else the first with the least number that makes it so ("client_2")."""
    wanted = list(candidates)
    for name in wanted:
        if name not in taken and name not in _RESERVED:
            return name
    number = 2
    while f"{wanted[0]}_{number}" in taken:
        number += 1
    return f"{wanted[0]}_{number}"
