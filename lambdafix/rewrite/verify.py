"""What every rewrite is held to before anyone sees it.

The text outside the edits is the same; the file parses, compiles, and can be written in its encoding; no kind of line
ending is new; no comment is lost; every name means what it meant, or what a fix declares.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.model import BindingChange, Edit, Fix, Refusal
from lambdafix.rewrite.alignment import Alignment
from lambdafix.rewrite.comments import lost
from lambdafix.rewrite.names import KNOWN_ANYWHERE
from lambdafix.rewrite.occurrences import Text
from lambdafix.rewrite.resolution import Fault, Resolution
from lambdafix.source import EditError, Source

_LINE_END = re.compile(r"\r\n|\r|\n")
_FORM_FEED = re.compile(r"(?:^|[\r\n])[ \t]*\f")
FORM_FEED = Refusal("a form feed stands in an indentation", "remove the form feed")
"""Where Python counts columns anew, and what is taken out of its block no longer parses."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a combined rewrite is not written."""

    path: str
    reason: str
    """A clause for the user: "`client` in row 12 is no longer bound"."""
    fixes: tuple[int, ...] = ()
    """Indexes, among the fixes given, of those to blame; all that touch the file where it cannot be told."""
    remedy: str = ""
    """What a person can change in the file so that the rewrite holds; "" where the fault is the rewrite's own."""

    @property
    def refusal(self) -> Refusal:
        if self.remedy:
            return Refusal(self.reason, self.remedy)
        return not_held(self.reason)


def has_form_feed(text: str) -> bool:
    return _FORM_FEED.search(text) is not None


def not_held(reason: str) -> Refusal:
    return Refusal(f"the rewrite did not hold: {reason}", "change this place yourself, and please report this")


def verify(
    before: Mapping[str, Source],
    after: Mapping[str, Source],
    fixes: Sequence[Fix],
    read: Callable[[Source], Text] = Text.of,
) -> list[Problem]:
    """What is wrong with `after`, which `fixes` together made of `before`. Both hold every file the fixes touch.

    `read` is how `before` is parsed, for those who verify many fixes of one file.
    """
    touching: dict[str, list[tuple[int, Fix]]] = {path: [] for path in before}
    for index, fix in enumerate(fixes):
        paths = {edit.path for edit in fix.edits} | {change.path for change in fix.bindings}
        for path in paths & before.keys():
            touching[path].append((index, fix))
    return [
        problem
        for path in sorted(before)
        for problem in _FileCheck(before[path], after[path], touching[path], read).problems()
    ]


class _FileCheck:
    def __init__(
        self, before: Source, after: Source, fixes: Sequence[tuple[int, Fix]], read: Callable[[Source], Text]
    ) -> None:
        """`fixes` are those that touch the file, each with its index among all."""
        self._before = before
        self._after = after
        self._read = read
        self._makers: dict[Edit, frozenset[int]] = {}
        self._declared: dict[BindingChange, frozenset[int]] = {}
        for index, fix in fixes:
            for edit in (edit for edit in fix.edits if edit.path == before.path):
                self._makers[edit] = self._makers.get(edit, frozenset()) | {index}
            for change in (change for change in fix.bindings if change.path == before.path):
                self._declared[change] = self._declared.get(change, frozenset()) | {index}
        self._all = tuple(sorted(frozenset[int]().union(*self._makers.values(), *self._declared.values())))

    def problems(self) -> Iterator[Problem]:
        found = list(self._bytes())
        yield from found
        if not found:
            yield from self._code()

    def _problem(self, reason: str, fixes: tuple[int, ...] = (), remedy: str = "") -> Problem:
        return Problem(self._before.path, reason, fixes or self._all, remedy)

    def _bytes(self) -> Iterator[Problem]:
        before, after = self._before, self._after
        try:
            expected = before.apply(tuple(self._makers))
        except EditError as error:
            yield self._problem(f"edits contradict each other: {error}")
            return
        if after != expected:
            yield self._problem("text outside of the edits was changed")
        try:
            if not _keeps_bytes(before, after, self._makers):
                reason = f"in {before.encoding} it would change bytes outside of the edits"
                yield self._problem(reason, remedy="save the file as UTF-8")
        except UnicodeError as error:
            what = repr(error.object[error.start]) if isinstance(error, UnicodeEncodeError) else "the result"
            reason = f"{what} cannot be written in {before.encoding}"
            yield self._problem(reason, remedy="save the file as UTF-8")
        kinds = set(_LINE_END.findall(before.text))
        if kinds and not set(_LINE_END.findall(after.text)) <= kinds:
            mixed = "give all lines the same ending" if len(kinds) > 1 else ""
            yield self._problem("a line ending the file does not have would be written", remedy=mixed)

    def _code(self) -> Iterator[Problem]:
        try:
            before = self._read(self._before)
        except (SyntaxError, ValueError, RecursionError):
            yield self._problem("the file cannot be parsed as it is")
            return
        try:
            after = Text.of(self._after)
            _compile(after.tree)
        except (SyntaxError, ValueError) as error:
            if not (isinstance(error, SyntaxError) and _fails_alike(before.tree, error)):
                yield self._invalid(error)
                return
        except RecursionError:
            yield self._problem("the result is nested too deeply to be checked")
            return
        alignment = Alignment(self._makers)
        for comment in lost(before, after, alignment):
            edits = alignment.removing(comment.span)
            reason = f"the comment in row {comment.row} would be lost"
            yield self._problem(reason, self._to_blame(edits), "move the comment to a line of its own")
        twin = self._twin(before)
        for fault in Resolution(before, after, alignment, self._declared, self._makers).faults():
            declaring = [change for change in self._declared if change.name == fault.name]
            blamed = self._to_blame(fault.edits) or tuple(
                sorted(frozenset[int]().union(*(self._declared[change] for change in declaring)))
            )
            reason, remedy = self._plainly(before, fault, twin)
            yield self._problem(reason, blamed, remedy)

    def _plainly(self, before: Text, fault: Fault, twin: str) -> tuple[str, str]:
        """What is wrong and what a person can do, "" where the fault is the rewrite's own."""
        if twin:
            return f"two functions are called `{twin}`, and it cannot be told which of them runs", "rename one of them"
        if self._is_loose(before, fault.name):
            return f"nothing in the file binds `{fault.name}` where it is used", "bind it, or import it by its name"
        return fault.reason, ""

    def _is_loose(self, before: Text, name: str) -> bool:
        """Whether the file itself uses a name where nothing binds it, and that is not Python's own."""
        scopes = before.scopes
        loose = any(name in scope.uses and scopes.resolve(name, scope) is None for scope in scopes.scopes())
        return loose and name not in KNOWN_ANYWHERE and all(c.name != name for c in self._declared)

    def _invalid(self, error: Exception) -> Problem:
        if has_form_feed(self._before.text):
            return self._problem(FORM_FEED.reason, remedy=FORM_FEED.remedy)
        return self._problem(f"the result is not valid Python: {error}")

    def _twin(self, before: Text) -> str:
        """A function in which a fix binds names, and which shares its name with another."""
        counts = Counter(scope.qualname for scope in before.scopes.scopes() if scope.kind is ScopeKind.FUNCTION)
        return next((change.scope for change in self._declared if change.scope and counts[change.scope] > 1), "")

    def _to_blame(self, edits: Sequence[Edit]) -> tuple[int, ...]:
        return tuple(sorted(frozenset[int]().union(*(self._makers[edit] for edit in edits))))


def _keeps_bytes(before: Source, after: Source, edits: Iterable[Edit]) -> bool:
    """Whether every byte outside of the edits stays: each piece of text is the same bytes wherever it stands.

    A coding with states (ISO-2022-JP, UTF-7) writes a piece otherwise after another one. Raises `UnicodeError`.
    """
    if before.encoding == "utf-8":
        after.encode()
        return True
    kept, made, reached = [], [], 0
    for edit in sorted(edits):
        same = before.text[reached : edit.span.start].encode(before.encoding)
        kept += [same, before.slice(edit.span).encode(before.encoding)]
        made += [same, edit.content.encode(before.encoding)]
        reached = edit.span.end
    rest = before.text[reached:].encode(before.encoding)
    return b"".join((*kept, rest)) == before.encode() and b"".join((*made, rest)) == after.encode()


def _compile(tree: ast.Module) -> None:
    """Raises SyntaxError for what parses and is wrong all the same: `global` after a use, `return` at module level."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(tree, "<rewrite>", "exec", dont_inherit=True)


def _fails_alike(tree: ast.Module, error: SyntaxError) -> bool:
    try:
        _compile(tree)
    except SyntaxError as own:
        return own.msg == error.msg
    return False
