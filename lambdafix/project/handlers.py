"""Which functions Lambda calls: what templates declare, resolved to code, then what the code itself shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from posixpath import dirname

from lambdafix.analysis.syntax.facts import ModuleFacts
from lambdafix.model import Batching, Confidence, HandlerEntry
from lambdafix.project.bound_handlers import bound_handlers
from lambdafix.project.declared import INLINE, DeclaredFunction, Templates
from lambdafix.project.files import Discovery
from lambdafix.project.resolve import Resolver, Target, places, search, split_handler
from lambdafix.project.shapes import shapes

_HIDDEN = (
    # variables in which an instrumentation layer keeps the handler that it stands in front of
    "DD_LAMBDA_HANDLER",
    "NEW_RELIC_LAMBDA_HANDLER",
    "SENTRY_INITIAL_HANDLER",
    "LUMIGO_ORIGINAL_HANDLER",
    "EPSAGON_HANDLER",
    "THUNDRA_AGENT_LAMBDA_HANDLER",
)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A function that a template declares and whose code was not found."""

    handler: str
    declared_in: str
    """ "template.yaml:12"."""
    reason: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class HandlerIndex:
    """The handlers of a project, sorted by path and function."""

    entries: tuple[HandlerEntry, ...]
    unresolved: tuple[Unresolved, ...] = ()
    roots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a file below deployment roots: those folders, the nearest first."""
    notes: tuple[str, ...] = ()
    """Templates that disagree."""
    declared: Mapping[tuple[str, str], HandlerEntry] = field(default_factory=dict)
    """(template, function's name) -> the handler found for it."""
    resolved: int = 0
    """How many functions of templates led to an entry; several may lead to one."""


def find_handlers(discovery: Discovery, templates: Templates, facts: Mapping[str, ModuleFacts]) -> HandlerIndex:
    """The handlers among `facts` and how sure each is. Of a file without facts only its existence is known."""
    resolver = Resolver(discovery, facts)
    found: list[HandlerEntry] = []
    by_name: dict[tuple[str, str], HandlerEntry] = {}
    unresolved: list[Unresolved] = []
    folders: set[str] = set()
    for declared in templates.functions:
        if declared.is_python and declared.problem != INLINE:
            entry = resolve_declared(resolver, declared)
            if isinstance(entry, HandlerEntry):
                found.append(entry)
                by_name[declared.template, declared.name] = entry
                folders.add(entry.root)
            elif entry is not None:
                unresolved.append(entry)
    resolved = len(found)
    imported = _imported_names(facts)
    for path, file in facts.items():
        root = _nearest(path, folders)
        for shape in shapes(file, imported.get(_stem(path), frozenset())):
            found.append(HandlerEntry(path, shape.function, shape.how, shape.confidence, shape.trigger, root))
        for target, confidence in bound_handlers(file, resolver):
            found.append(HandlerEntry(target.path, target.function, target.via or "re-export", confidence, root=root))
    roots = _roots(discovery.python, folders)
    notes = disagreements(templates.functions)
    return HandlerIndex(_merged(found), tuple(unresolved), roots, notes, by_name, resolved)


def resolve_declared(resolver: Resolver, declared: DeclaredFunction) -> HandlerEntry | Unresolved | None:
    """The entry that a template's function stands for, or why there is none; None where it proves not to be Python."""
    place = f"{declared.template}:{declared.row}"
    handler = _behind_wrapper(declared)

    def failed(reason: str) -> Unresolved:
        return Unresolved(handler, place, reason, declared.name)

    if declared.problem:
        return failed(declared.problem)
    if not handler:
        return failed("its container image names no Python function that can be read here")
    parts = split_handler(handler)
    if parts is None:
        return failed(f"'{handler}' names no function of a module")
    module, attribute = parts
    for folder in dict.fromkeys(places(declared)):
        path = resolver.module(folder, module)
        target = resolver.name(path, attribute) if path else None
        if target:
            return _entry(declared, target, folder, place)
        if path and folder == declared.folder:
            return failed(f"{path} has no '{attribute}'")
        if not declared.runtime and resolver.is_script(folder, module):
            return None
    path = search(resolver, declared, module, attribute)
    target = resolver.name(path, attribute) if path else None
    if path and target:
        return _entry(declared, target, _root_of(path, module), place)
    return failed(f"no file {module.replace('.', '/')}.py in the project")


def _entry(declared: DeclaredFunction, target: Target, root: str, place: str) -> HandlerEntry:
    trigger = "+".join(sorted(set(declared.triggers))) or "unknown"
    return HandlerEntry(
        target.path,
        target.function,
        declared.how,
        Confidence.TEMPLATE,
        trigger,
        root,
        place,
        declared.batching,
        declared.timeout or 0,
    )


def disagreements(functions: Iterable[DeclaredFunction]) -> tuple[str, ...]:
    """A line for each function that two templates of one folder give a different handler, runtime or timeout.

    Stages keep such templates side by side, and a person must know that each of them was followed.
    """
    known: dict[tuple[str, str], DeclaredFunction] = {}
    notes = []
    for function in functions:
        if not function.name or not function.is_python:
            continue
        first = known.setdefault((dirname(function.template), function.name), function)
        if first.template == function.template:
            continue
        for what in ("handler", "runtime", "timeout"):
            one, other = getattr(first, what), getattr(function, what)
            if one and other and one != other:
                places = f"{first.template}:{first.row} and {function.template}:{function.row}"
                notes.append(f"{places} disagree: {function.name} has {what} {one} and {other}; both count")
    return tuple(notes)


def _behind_wrapper(declared: DeclaredFunction) -> str:
    values = {variable.name: variable.value for variable in declared.environment}
    return next((value for name in _HIDDEN if (value := values.get(name))), declared.handler)


def _imported_names(facts: Mapping[str, ModuleFacts]) -> Mapping[str, Set[str]]:
    """Last part of a module's name -> the names that files other than tests import from it."""
    found: dict[str, set[str]] = {}
    for file in facts.values():
        for statement in file.imports if file.test is None else ():
            if statement.name:
                found.setdefault(statement.module.rpartition(".")[2], set()).add(statement.name)
    return found


def _stem(path: str) -> str:
    return path.removesuffix("/__init__.py").rpartition("/")[2].removesuffix(".py")


def _root_of(path: str, module: str) -> str:
    stem = path.removesuffix("/__init__.py").removesuffix(".py")
    return stem[: len(stem) - len(module)].rstrip("/")


def _nearest(path: str, folders: set[str]) -> str:
    folder = dirname(path)
    while folder and folder not in folders:
        folder = dirname(folder)
    return folder if folder in folders else dirname(path)


def _roots(paths: Iterable[str], folders: set[str]) -> dict[str, tuple[str, ...]]:
    by_folder: dict[str, tuple[str, ...]] = {}

    def above(folder: str) -> tuple[str, ...]:
        if folder not in by_folder:
            own = (folder,) if folder in folders else ()
            by_folder[folder] = (*own, *above(dirname(folder))) if folder else own
        return by_folder[folder]

    return {path: found for path in paths if (found := above(dirname(path)))}


def _merged(entries: Iterable[HandlerEntry]) -> tuple[HandlerEntry, ...]:
    """One entry a function: the surest, with the triggers of all that are as sure."""
    best: dict[tuple[str, str], HandlerEntry] = {}
    for entry in entries:
        key = (entry.path, entry.function)
        known = best.get(key)
        if known is None or entry.confidence > known.confidence:
            best[key] = entry if known is None or entry.trigger != "unknown" else replace(entry, trigger=known.trigger)
        elif entry.confidence == known.confidence or known.trigger == "unknown":
            triggers = {*known.trigger.split("+"), *entry.trigger.split("+")} - {"unknown"}
            trigger = "+".join(sorted(triggers)) or "unknown"
            best[key] = replace(known, trigger=trigger, batching=_both(known.batching, entry.batching))
    return tuple(sorted(best.values()))


def _both(known: Batching, other: Batching) -> Batching:
    """How the records come to a handler that two functions share."""
    if not (known.sources and other.sources):
        return known if known.sources or not other.sources else other
    sources = (*known.sources, *(source for source in other.sources if source not in known.sources))
    return Batching(known.single and other.single, known.partial and other.partial, sources)
