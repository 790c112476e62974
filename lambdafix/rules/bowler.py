"""Runs Bowler queries as codemods: compiled, run in memory, and held to all that a rewrite is held to.

A query is named "module:function"; the function takes nothing and returns a `bowler.Query`. Of the query only what it
selects and changes counts, and its `filename_matcher`: its paths, its processors and what it does when it is executed
are Bowler's own business. Needs the extra `lambdafix[bowler]`. https://pybowler.io/docs/api-query
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from lambdafix.analysis.syntax.scopes import Scopes
from lambdafix.codemod import HEADINGS, Applicability, Codemod, Match, NotAnalysedError, Refusal, Span
from lambdafix.errors import UsageError
from lambdafix.model import Change

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

GROUP = "BOW"
_SPEC = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_INSTALL = "Bowler is not installed: pip install 'lambdafix[bowler]'"
_DOC = (
    "Finds what the query {spec} changes.",
    "Its author says: {said}",
    "It is in the query.",
    "What the query makes of it.",
    "Never: what a query is for is known to its author alone. All of a file's changes are one fix.",
    "Where Bowler cannot parse the file, which is then skipped, and where the result does not hold: it is no valid"
    " Python, loses a comment, gives a name another meaning, or the query would change it again.",
    "https://pybowler.io/docs/api-query",
)


@dataclass(frozen=True, slots=True)
class Plan:
    after: str
    """The whole file as the query leaves it."""


class BowlerQuery(Codemod[Plan]):
    """A codemod that changes what a query changes. Subclassed once for each query."""

    deployed_only = False
    fixers: ClassVar[Sequence[Any]]
    """What the query compiles to."""
    matcher: ClassVar[Callable[[Any], bool] | None]
    python_version: ClassVar[int]
    spec: ClassVar[str]
    """ "module:function" """
    said: ClassVar[str]
    """What its author says of it."""

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        matcher = type(self).matcher
        if matcher is not None and not matcher(module.path):
            return
        before = module.source.text
        after = _with_line_ends(before, self._refactored(before, module.path), module.source.newline)
        if after != before:
            yield Match(
                _first_difference(before, after),
                self.said,
                Applicability.UNSAFE,
                Plan(after),
                doubt="a query is no proof: read what it changes",
            )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        try:
            after = Scopes(ast.parse(plan.after))
        except (SyntaxError, ValueError) as error:
            return Refusal(f"what the query makes of the file is not valid Python: {error}")
        patch.replace_text(module.path, module.source.text, plan.after)
        for scope, name, change in _rebound(module.scopes, after):
            patch.bind_text(module.path, scope, name, change)
        return None

    def _refactored(self, text: str, path: str) -> str:
        from fissix.pgen2.parse import ParseError
        from fissix.pgen2.tokenize import TokenError
        from fissix.refactor import RefactoringTool

        fixers = self.fixers

        class Tool(RefactoringTool):  # type: ignore[misc]
            def get_fixers(self) -> tuple[list[Any], list[Any]]:
                made = [fixer(self.options, self.fixer_log) for fixer in fixers]
                return [f for f in made if f.order == "pre"], [f for f in made if f.order == "post"]

            def log_error(self, message: str, *arguments: object, **_: object) -> None:
                raise  # the parser's exception, which is being handled

        lines = re.sub(r"\r\n?", "\n", text)
        ended = lines if lines.endswith("\n") else f"{lines}\n"
        try:
            tree = Tool((), {"print_function": self.python_version == 3}).refactor_string(ended, path)
        except ParseError as error:
            _, (row, _) = error.context
            raise NotAnalysedError(f"Bowler cannot parse it: {error.msg} {error.value!r}", row) from error
        except TokenError as error:
            raise NotAnalysedError(f"Bowler cannot parse it: {error.args[0]}") from error
        result = str(tree)
        return result if ended == lines else result.removesuffix("\n")


def queries(specs: Iterable[str]) -> Iterator[type[BowlerQuery]]:
    """A codemod for each query, their codes BOW001, BOW002, … in the order given. Raises `UsageError`."""
    given = tuple(dict.fromkeys(specs))
    for number, (spec, name) in enumerate(zip(given, _names(given), strict=True), 1):
        yield _codemod(f"{GROUP}{number:03}", name, spec)


def _names(specs: Sequence[str]) -> list[str]:
    """A rule's name for each query: its function's, with its module's before it where two functions share a name."""
    functions = Counter(spec.partition(":")[2] for spec in specs)
    words = [spec if functions[spec.partition(":")[2]] > 1 else spec.partition(":")[2] for spec in specs]
    return [re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") for text in words]


def _codemod(code: str, name: str, spec: str) -> type[BowlerQuery]:
    query = _query(spec)
    try:
        fixers = query.compile()
    except Exception as error:  # of the user's query
        raise UsageError(f"--bowler {spec}: cannot be compiled: {type(error).__name__}: {error}") from error
    written = (_function(spec).__doc__ or "").strip()
    said = written.splitlines()[0] if written else f"the query {spec} changes this file"
    parts = zip(HEADINGS, (part.format(spec=spec, said=said) for part in _DOC), strict=True)
    doc = "\n\n".join(f"{heading}\n{'-' * len(heading)}\n{text}" for heading, text in parts)
    return type(
        "BowlerQuery",
        (BowlerQuery,),
        {
            "__doc__": f"{said}\n\n{doc}",
            "__module__": __name__,
            "code": code,
            "name": name,
            "remedy": f"Apply the query {spec}",
            "fixers": tuple(fixers),
            "matcher": staticmethod(query.filename_matcher) if query.filename_matcher else None,
            "python_version": query.python_version,
            "spec": spec,
            "said": said,
        },
    )


def _query(spec: str) -> Any:
    try:
        from bowler import Query
    except ImportError as error:
        raise UsageError(f"--bowler {spec}: {_INSTALL}") from error
    try:
        query = _function(spec)()
    except UsageError:
        raise
    except Exception as error:  # of the user's query
        raise UsageError(f"--bowler {spec}: {type(error).__name__}: {error}") from error
    if not isinstance(query, Query):
        raise UsageError(f"--bowler {spec}: returns no bowler.Query but {type(query).__name__}")
    return query


def _function(spec: str) -> Callable[[], Any]:
    """The function that "module:function" names; a module is looked for in the current folder, too."""
    if not _SPEC.fullmatch(spec):
        raise UsageError(f"--bowler {spec}: is not of the form module:function")
    module, _, name = spec.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    try:
        function = getattr(import_module(module), name, None)
    except Exception as error:  # of the user's module
        raise UsageError(f"--bowler {spec}: cannot be imported: {type(error).__name__}: {error}") from error
    if not callable(function):
        raise UsageError(f"--bowler {spec}: {module} has no function {name}")
    return function  # type: ignore[no-any-return]


def _rebound(before: Scopes, after: Scopes) -> Iterator[tuple[str, str, Change]]:
    """(scope, name, change) for each name that a scope, there before and after, binds more often or no more."""
    was, now = _bindings(before), _bindings(after)
    scopes = {scope for scope, _ in was} & {scope for scope, _ in now}
    for place in sorted(was.keys() | now.keys()):
        if place[0] in scopes and now[place] > was[place]:
            yield (*place, Change.ADDED)
        elif place[0] in scopes and not now[place]:
            yield (*place, Change.REMOVED)


def _bindings(scopes: Scopes) -> Counter[tuple[str, str]]:
    return Counter((s.qualname, name) for s in scopes.scopes() for name, found in s.bindings.items() for _ in found)


_ROW = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def _with_line_ends(before: str, after: str, newline: str) -> str:
    """`after`, which has LF throughout, with the line ends of `before`; a row that is new gets `newline`."""
    if "\r" not in before:
        return after
    import difflib

    old = _ROW.findall(before)
    new = _ROW.findall(after)
    bare = [row.rstrip("\r\n") for row in old], [row.rstrip("\n") for row in new]
    rows = []
    for tag, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += old[old_from:old_to]
        else:
            rows += [row.replace("\n", newline) for row in new[new_from:new_to]]
    return "".join(rows)


def _first_difference(before: str, after: str) -> Span:
    """The first row of `before` that is not the same in `after`, without its line end."""
    at = 0
    for old, new in zip(_ROW.findall(before), [*_ROW.findall(after), ""], strict=False):
        if old != new:
            return Span(at, at + len(old.rstrip("\r\n")))
        at += len(old)
    return Span(max(at - 1, 0), at)
