"""Which actions belong into one function: those that need alike resources, and have to do with each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lambdafix.families.shape.actions import Action
from lambdafix.knowledge.weights import PRICE, SHARED_SERVICES, WEIGHTS, Weight


@dataclass(slots=True)
class Group:
    weight: Weight
    actions: list[Action]
    services: frozenset[str]
    packages: frozenset[str]
    is_websocket: bool

    @property
    def asks_for(self) -> str:
        """For people: "dynamodb", "s3 and torch"."""
        return " and ".join(filter(None, (", ".join(sorted(self.services)), ", ".join(sorted(self.packages)))))


def groups(actions: Iterable[Action]) -> list[Group]:
    """Resource similarity, then functional cohesion: one group for each weight, cut where nothing is shared.

    What needs no service of its own goes with the largest group of its weight.
    """
    known = list(actions)
    has_sockets = any(action.name.startswith("$") for action in known)
    found: list[Group] = []
    loose: list[Group] = []
    for action in known:
        group = _alone(action, is_websocket=has_sockets and "/" not in action.name)
        if not group.services and not group.packages:
            loose.append(group)
            continue
        for other in [one for one in found if _belong_together(one, group)]:
            found.remove(other)
            group = _joined(other, group)
        found.append(group)
    for group in loose:
        alike = [one for one in found if one.weight <= group.weight and one.is_websocket == group.is_websocket]
        home = max(alike, key=lambda one: len(one.actions), default=None)
        if home is None:
            found.append(group)
        else:
            found[found.index(home)] = _joined(home, group)
    return sorted(found, key=lambda one: (one.weight, -len(one.actions)))


def cost(memory: int, requests: int = 1_000_000, seconds: float = 0.1) -> float:
    """Dollars for requests of a function with `memory` MB: MB / 1024 x seconds x requests x price."""
    return memory / 1024 * seconds * requests * PRICE


def _alone(action: Action, is_websocket: bool) -> Group:
    weight = max((WEIGHTS[one] for one in action.needs.packages), default=Weight.LIGHT)
    services = action.needs.services - SHARED_SERVICES
    return Group(weight, [action], services, action.needs.packages, is_websocket)


def _belong_together(one: Group, other: Group) -> bool:
    if one.weight is not other.weight or one.is_websocket != other.is_websocket:
        return False
    families, others = ({service.partition("-")[0] for service in group.services} for group in (one, other))
    return not families or not others or not families.isdisjoint(others)


def _joined(one: Group, other: Group) -> Group:
    return Group(
        max(one.weight, other.weight),
        [*one.actions, *other.actions],
        one.services | other.services,
        one.packages | other.packages,
        one.is_websocket,
    )
