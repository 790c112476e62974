"""Calls that make a container which code can change."""

from __future__ import annotations

CONTAINERS = frozenset(
    {
        "list",
        "dict",
        "set",
        "collections.defaultdict",
        "collections.OrderedDict",
        "collections.Counter",
        "collections.deque",
    }
)
NAMES = frozenset(name.rpartition(".")[2] for name in CONTAINERS)
"""The same, as they are called once imported."""
