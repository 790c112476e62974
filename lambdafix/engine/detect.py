"""The second pass: one file's findings, each with its fix or with the reason why there is none."""

from __future__ import annotations

import ast
import hashlib
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.program.module import Module
from lambdafix.codemod import Codemod, Match, NotAnalysedError
from lambdafix.engine.scan import refused_by_python
from lambdafix.engine.texts import Texts, UnreadableError
from lambdafix.families.secrets.literals import EVIDENCE as SECRET_EVIDENCE
from lambdafix.families.secrets.literals import secrets_in
from lambdafix.model import Applicability, Finding, Fix, Refusal, Skipped, Span
from lambdafix.redaction import Redaction

if TYPE_CHECKING:
    from lambdafix.rewrite.occurrences import Text
    from lambdafix.rewrite.tree import TreeCache
    from lambdafix.source import Source

_FILES_OF_A_FIX = 4
"""Files that the fixes for one file touch, as a rule: each is parsed once to verify them."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Which findings get a fix, and which of the fixes are verified here."""

    wanted: Callable[[Finding], bool]
    verified_later: Callable[[Finding], bool]
    """The caller verifies these fixes together with others."""


class Examiner:
    """Examines files of one program. Reads and parses each file that the fixes of one file touch once."""

    def __init__(self, texts: Texts, rewriting: Rewriting) -> None:
        self._rewriting = rewriting
        self._texts = texts
        self._trees: TreeCache | None = None
        self._read: Callable[[Source], Text] | None = None

    def examine(self, module: Module, codemods: Iterable[Codemod[Any]]) -> tuple[list[Finding], list[Skipped]]:
        """All findings of some rules, in the order of the file, and what kept a rule from ending."""
        self._trees = self._read = None  # the trees of all files at once would not fit
        if (refused := refused_by_python(module.source, module.tree)) is not None:
            return [], [refused]
        detected, skipped = _detected(module, codemods)
        findings: list[Finding] = []
        ordinals: Counter[tuple[str, str, str]] = Counter()
        for codemod, matches in _settled(module, detected):
            for match in matches:
                findings.append(self._finding(codemod, match, module, ordinals))
        return sorted(findings, key=lambda f: (f.span, f.code)), skipped

    def _finding(
        self, codemod: Codemod[Any], match: Match[Any], module: Module, ordinals: Counter[tuple[str, str, str]]
    ) -> Finding:
        source = module.source
        function = _function_at(module, match)
        snippet = source.slice(match.span)
        key = (codemod.code, function, _SPACE.sub(" ", snippet))
        finding = Finding(
            code=codemod.code,
            name=codemod.name,
            path=module.path,
            span=match.span,
            start=source.position(match.span.start),
            end=source.position(match.span.end),
            function=function,
            message=match.message,
            applicability=match.applicability,
            fingerprint=fingerprint(codemod.code, module.path, function, key[2], ordinals[key]),
            snippet=snippet,
            call_path=match.call_path,
            doubt=match.doubt,
            related=match.related,
            refusal=match.refusal,
            evidence=match.evidence,
        )
        ordinals[key] += 1
        if match.applicability is Applicability.REPORT or not self._rewriting.wanted(finding):
            return finding
        outcome = self._fix(codemod, match, module, verified=not self._rewriting.verified_later(finding))
        if isinstance(outcome, Fix) and _moves(outcome, Redaction.of(secrets_touched(module, outcome))):
            outcome = Refusal(
                "its diff would show a hard-coded credential", "move the credential out of the code first"
            )
        if isinstance(outcome, Fix):
            return replace(finding, fix=outcome)
        return replace(finding, applicability=Applicability.REPORT, doubt="", refusal=outcome)

    def _fix(self, codemod: Codemod[Any], match: Match[Any], module: Module, *, verified: bool) -> Fix | Refusal:
        from lambdafix.rewrite.errors import CannotRewriteError
        from lambdafix.rewrite.occurrences import Text
        from lambdafix.rewrite.patch import Patch
        from lambdafix.rewrite.tree import TreeCache
        from lambdafix.rewrite.verify import FORM_FEED, has_form_feed, verify

        if self._trees is None:
            self._trees = TreeCache(self._texts.source)
            self._read = lru_cache(maxsize=_FILES_OF_A_FIX)(Text.of)
        patch = Patch(self._trees)
        try:
            refusal = codemod.fix(match.plan, module, patch)
            if refusal is not None:
                return refusal
            fix = patch.result(codemod.remedy)
        except CannotRewriteError as error:
            return Refusal(error.reason, error.remedy)
        except UnreadableError as error:
            return Refusal(str(error))
        except Exception as error:  # as in `examine`: a faulty codemod costs its own fix and nothing else
            if isinstance(error, IndentationError) and has_form_feed(module.source.text):
                return FORM_FEED
            return Refusal(f"{codemod.code} crashed while it wrote the fix: {where(error)}", "please report this line")
        if not fix.edits:
            return Refusal("the rewrite changed nothing", "please report this")
        if not verified:
            return fix
        before = {path: self._texts.source(path) for path in {edit.path for edit in fix.edits}}
        after = {
            path: source.apply(tuple(edit for edit in fix.edits if edit.path == path))
            for path, source in before.items()
        }
        problems = verify(before, after, [fix], self._read or Text.of)
        return problems[0].refusal if problems else fix


def _moves(fix: Fix, redaction: Redaction) -> bool:
    """Whether the text that a fix adds holds a credential, so that it moves one instead of removing it."""
    return any(redaction.shows(edit.content) for edit in fix.edits)


Detected = list[tuple[Codemod[Any], list[Match[Any]]]]


def _detected(module: Module, codemods: Iterable[Codemod[Any]]) -> tuple[Detected, list[Skipped]]:
    """What each rule finds, in the order of the file, and what kept a rule from ending."""
    detected: Detected = []
    skipped: list[Skipped] = []
    for codemod in codemods:
        try:
            matches = sorted(codemod.detect(module), key=lambda match: match.span)
        except NotAnalysedError as error:
            skipped.append(Skipped(module.path, f"{codemod.code}: {error.reason}", error.row))
            continue
        except RecursionError:
            skipped.append(Skipped(module.path, f"nested too deeply for {codemod.code}", 1))
            continue
        except (
            Exception
        ) as error:  # a codemod's own bug, often a user's: an outcome with its place, never the run's end
            skipped.append(Skipped(module.path, f"{codemod.code} crashed: {where(error)}", crashed=codemod.code))
            continue
        if codemod.deployed_only:
            matches = [match for match in matches if not _never_runs(module, match.span)]
        detected.append((codemod, matches))
    return detected, skipped


def _never_runs(module: Module, span: Span) -> bool:
    return any(below.start <= span.start and span.end <= below.end for below in _unreachable(module))


@remembered
def _unreachable(module: Module) -> tuple[Span, ...]:
    """What stands below a `return`, `raise`, `break` or `continue` in its block, and so never runs."""
    ends = (module.every(ast.Return), module.every(ast.Raise), module.every(ast.Break), module.every(ast.Continue))
    found = []
    for end in chain[ast.stmt](*ends):
        block = module.block(end)
        if block and block[-1] is not end:
            below = next(at for at, statement in enumerate(block) if statement is end) + 1
            found.append(Span(module.span(block[below]).start, module.span(block[-1]).end))
    return tuple(found)


def _settled(module: Module, detected: Detected) -> Detected:
    """Without the matches of rules that yield to another, where that one repairs something in the same function."""
    repaired = {
        (codemod.code, _function_at(module, match))
        for codemod, matches in detected
        for match in matches
        if match.plan is not None
    }
    return [
        (
            codemod,
            [m for m in matches if not any((code, _function_at(module, m)) in repaired for code in codemod.yields_to)],
        )
        for codemod, matches in detected
    ]


@remembered
def secret_values(module: Module) -> frozenset[str]:
    """What no report may show of a file."""
    if not SECRET_EVIDENCE.search(module.source.text.encode("utf-8", "replace")):
        return frozenset()
    return frozenset(secret.value for secret in secrets_in(module))


def secrets_touched(module: Module, fix: Fix) -> frozenset[str]:
    """The same of the files that a fix for `module` edits."""
    edited = (module.other(path) for path in {module.path, *(edit.path for edit in fix.edits)})
    return frozenset().union(*(secret_values(other) for other in edited if other is not None))


def fingerprint(code: str, path: str, function: str, snippet: str, ordinal: int) -> str:
    """16 hexadecimal digits that name a finding however far its lines move: rule, path, function, text and ordinal."""
    text = "\0".join((code, path, function, snippet, str(ordinal)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _function_at(module: Module, match: Match[Any]) -> str:
    """The qualified name of the innermost function around the match's first character."""
    row = module.source.position(match.span.start).row
    return _functions_by_row(module).get(row, "")


@remembered
def _functions_by_row(module: Module) -> dict[int, str]:
    """Row -> the qualified name of the innermost function around it."""
    functions = module.program.files[module.path].functions.values()
    found: dict[int, str] = {}
    for function in sorted(functions, key=lambda f: f.end_row - f.row):
        for row in range(function.row, function.end_row + 1):
            found.setdefault(row, function.qualname)
    return found


def where(error: BaseException) -> str:
    """What went wrong in a rule, and in which row of which file."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({frame.filename.rpartition('/')[2]}:{frame.lineno})"
