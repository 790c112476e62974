"""Handlers that a module-level name is bound to: a method, an object that can be called, what a class method gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lambdafix.analysis.syntax.facts import Assignment, Function, ModuleFacts
from lambdafix.model import Confidence
from lambdafix.project.resolve import Resolver, Target
from lambdafix.project.shapes import CONTEXT, EVENT, NAMES

_OWN = ("self", "cls")


def bound_handlers(facts: ModuleFacts, resolver: Resolver) -> Iterator[tuple[Target, Confidence]]:
    """What a name like `lambda_handler` of the file is bound to, where that is a function of the project.

    `lambda_handler = app.run`, `handler = Handler()` of a class with `__call__`, `handler = Impl.get_handler()`,
    `handler = functools.partial(process, settings)`.
    """
    if facts.test is not None:
        return
    for assignment in facts.assignments:
        if NAMES.fullmatch(assignment.name) is None or assignment.callee.partition(".")[0] == assignment.name:
            continue
        target = _made_by_class(facts, assignment, resolver) or _named(facts, assignment, resolver)
        if target is not None:
            yield target


def _named(facts: ModuleFacts, assignment: Assignment, resolver: Resolver) -> tuple[Target, Confidence] | None:
    target = resolver.name(facts.path, assignment.name)
    function = _function(resolver.facts, target) if target is not None else None
    if target is None or function is None or target.function == assignment.name:
        return None
    given = [name for name in function.parameters if name not in _OWN]
    fits = [EVENT.fullmatch(name) is not None for name in given]
    if True not in fits:
        return None
    rest = given[fits.index(True) + 1 :]
    is_sure = bool(rest) and CONTEXT.fullmatch(rest[0]) is not None
    takes_two = len(given) == 2 or assignment.callee.rpartition(".")[2] == "partial"
    return (target, Confidence.CODE if is_sure else Confidence.SHAPE) if takes_two and rest else None


def _made_by_class(facts: ModuleFacts, assignment: Assignment, resolver: Resolver) -> tuple[Target, Confidence] | None:
    """What a class of the project makes: an object with `__call__`, or what its method gives."""
    klass, _, method = assignment.callee.partition(".")
    if not klass:
        return None
    home = resolver.class_home(facts, klass)
    if home is None:
        return None
    if not method and f"{klass}.__call__" in home.functions:
        return Target(home.path, f"{klass}.__call__", "wrapper"), Confidence.CODE
    if method and "handler" in method:
        return Target(facts.path, assignment.name, "wrapper"), Confidence.CODE
    return None


def _function(facts: Mapping[str, ModuleFacts], target: Target) -> Function | None:
    file = facts.get(target.path)
    return file.functions.get(target.function) if file is not None else None
