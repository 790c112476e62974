"""Functions of unlike needs under one memory size, and what that costs.

https://aws.amazon.com/lambda/pricing/
"""

from __future__ import annotations

from dataclasses import dataclass

from lambdafix.families.readiness.code import heavy_imports
from lambdafix.project.stacks import Place, Resource, Stack, Stacks

_PRICE = 0.0000166667
"""US dollars a GB-second, x86, in the first tier."""
_REQUESTS, _SECONDS, _LIGHT = 10_000, 0.1, 256
_SWEEPING = 1024
"""MB from which on a memory size is one that somebody needed."""


@dataclass(frozen=True, slots=True)
class Unlike:
    light: Resource
    heavy: Resource
    reason: str
    memory: int
    place: Place

    @property
    def cost(self) -> str:
        """The formula, and the sum."""
        dollars = self.memory / 1024 * _SECONDS * _REQUESTS * _PRICE
        return (
            f"{self.memory}/1024 GB x {_SECONDS} s x {_REQUESTS:,} requests a day x ${_PRICE:.10f} = ${dollars:.2f} a"
            f" day, of which {_LIGHT} MB would cost ${dollars * _LIGHT / self.memory:.2f}"
        )


def unlike_needs(stacks: Stacks, stack: Stack) -> list[Unlike]:
    """The light functions that get the memory a heavy one needs, because both inherit one size."""
    known = [
        (function, heavy_imports(code), function.get("MemorySize"))
        for function in stacks.functions(stack)
        if (code := stacks.code_of(stack, function)) is not None
    ]
    found = []
    for function, heavy, memory in known:
        size = memory.number
        if heavy or size is None or size < _SWEEPING:
            continue
        for other, needs, same in known:
            if needs and same.place == memory.place:
                found.append(Unlike(function, other, needs[0], size, function.place))
                break
    return found
