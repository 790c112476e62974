"""Decorators that keep what a function gave."""

from __future__ import annotations

STANDARD = frozenset({"functools.cache", "functools.lru_cache"})
_NAMES = frozenset("cache cached cached_property lru_cache memoize memoized singleton ttl_cache".split())


def keeps_results(decorator: str) -> bool:
    """Whether a decorator of this dotted name keeps results, by its name: also Powertools', cachetools', Django's."""
    return decorator.rpartition(".")[2] in _NAMES or "cache" in decorator.lower()
