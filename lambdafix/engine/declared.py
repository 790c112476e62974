"""The rules that look at templates: their faults as findings, each with its edit or its refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from posixpath import dirname

from lambdafix.analysis.program.program import Program
from lambdafix.analysis.syntax.facts import is_test_path
from lambdafix.codemod import TemplateRule
from lambdafix.engine.detect import fingerprint, where
from lambdafix.engine.spread import Examined
from lambdafix.engine.texts import Texts, UnreadableError
from lambdafix.families.readiness.secrets import plain_secrets
from lambdafix.families.secrets import is_secret
from lambdafix.match import Fault, TemplateEdit
from lambdafix.model import Applicability, Edit, Finding, Fix, Refusal, Skipped, Span
from lambdafix.project.handlers import HandlerIndex
from lambdafix.project.stacks import Code, Stacks
from lambdafix.project.templates import Templates
from lambdafix.rules import comments, suppressions
from lambdafix.source import Source


def stacks_of(templates: Templates, index: HandlerIndex, program: Program, texts: Texts) -> Stacks:
    """The stacks of a project, with what is known of the code behind their functions."""
    python = {(f.template, f.name) for f in templates.functions if f.is_python and f.runtime.startswith("python")}
    python |= {
        (stack.path, function.name)
        for stack in templates.stacks
        for function in stack.functions
        if (function.get("Runtime").text or "").startswith("python")
    }
    named = {**index.declared, **{(entry.path, entry.function): entry for entry in index.entries}}
    code = {key: _code(program, entry.path) for key, entry in named.items() if entry.path in program.files}
    deployed = tuple(stack for stack in templates.stacks if not is_test_path(f"{dirname(stack.path)}/module.py"))
    return Stacks(deployed, code, frozenset(python | (code.keys() & index.declared.keys())), texts.raw)


def _code(program: Program, path: str) -> Code:
    seen, waiting = {path}, [path]
    while waiting:
        fresh = program.imported_files(waiting.pop()) - seen
        seen |= fresh
        waiting += fresh
    files = [program.files[one] for one in sorted(seen) if one in program.files]
    imports = {name for file in files for one in file.imports for name in _modules(one.module, one.name)}
    calls = {call.rpartition(".")[2] for file in files for scope in file.scopes.values() for call in scope.calls}
    own = {one.removesuffix(".py").rpartition("/")[2] for one in seen}
    return Code(tuple(sorted(seen)), frozenset(name for name in imports if name not in own), frozenset(calls))


def _modules(module: str, name: str | None) -> Iterator[str]:
    if not module.startswith("."):
        yield module
        if name:
            yield f"{module}.{name}"


@dataclass(frozen=True)
class Declarations:
    """Examines the stacks of one program."""

    stacks: Stacks
    rules: tuple[TemplateRule, ...]
    texts: Texts
    reports: Callable[[str], bool]
    ignored: Callable[[str, str, str], bool]
    """(path, code, name) -> whether the configuration silences a rule there."""
    rewrites: bool

    def examine(self) -> Examined:
        """The findings of all rules in all stacks, by file and place."""
        found = Examined.all([self._of_rule(rule) for rule in self.rules])
        return Examined.all([found, self._comments(), self._secrets({finding.path for finding in found.findings})])

    def _of_rule(self, rule: TemplateRule) -> Examined:
        found: dict[str, list[Fault]] = {}
        skipped: list[Skipped] = []
        for stack in self.stacks.all:
            try:
                for fault in rule.detect_in(stack, self.stacks):
                    found.setdefault(fault.place.path, []).append(fault)
            except Exception as error:  # as for Python files: a rule's own fault is an outcome with its place
                skipped.append(Skipped(stack.path, f"{rule.code} crashed: {where(error)}", crashed=rule.code))
        findings: list[Finding] = []
        for path, faults in sorted(found.items()):
            if not self.reports(path) or self.ignored(path, rule.code, rule.name):
                continue
            try:
                source = self.texts.source(path)
            except UnreadableError as error:
                skipped.append(Skipped(path, error.reason))
                continue
            findings += self._findings(rule, source, faults)
        return Examined(tuple(findings), tuple(skipped))

    def _findings(self, rule: TemplateRule, source: Source, faults: Sequence[Fault]) -> Iterator[Finding]:
        ordinals: Counter[tuple[str, str]] = Counter()
        placed = sorted({(_span(source, fault), fault.message): fault for fault in faults}.items(), key=lambda p: p[0])
        answers = self._answers(rule, source, [fault for _, fault in placed])
        for ((span, _), fault), answer in zip(placed, answers, strict=True):
            key = fault.function, " ".join(source.slice(span).split())
            name = fingerprint(rule.code, source.path, *key, ordinals[key])
            ordinals[key] += 1
            yield _finding(rule, source, fault, span, name, answer)

    def _answers(self, rule: TemplateRule, source: Source, faults: Sequence[Fault]) -> list[Fix | Refusal | None]:
        """The fix or refusal of each fault; None for an edit where no fixes are asked for."""
        wanted = [fault.answer for fault in faults if isinstance(fault.answer, TemplateEdit) and self.rewrites]
        made = iter(_fixes(rule, source, wanted) if wanted else ())
        return [
            fault.answer if isinstance(fault.answer, Refusal) else next(made) if self.rewrites else None
            for fault in faults
        ]

    def _secrets(self, paths: AbstractSet[str]) -> Examined:
        """What no report may show of the templates that it shows something of."""
        shown = (stack for stack in self.stacks.all if stack.path in paths)
        return Examined(secrets=frozenset(text for one in shown for text in plain_secrets(one, is_secret)))

    def _comments(self) -> Examined:
        """What comments in the templates silence."""
        found: list[tuple[str, tuple[suppressions.Suppression, ...]]] = []
        for path in sorted({stack.path for stack in self.stacks.all} if self.rules else ()):
            try:
                spoken = comments.read(self.texts.source(path))
            except UnreadableError:
                continue
            found += [(path, spoken)] if spoken else []
        return Examined(comments=tuple(found))


def _fixes(rule: TemplateRule, source: Source, wanted: Iterable[TemplateEdit]) -> list[Fix | Refusal]:
    from lambdafix.rewrite import splice

    changes = [splice.Change(edit.keys, edit.value, edit.append) for edit in wanted]
    return [
        Fix(rule.remedy, (made,)) if isinstance(made, Edit) else Refusal(made.reason, made.remedy)
        for made in splice.edits(source, changes)
    ]


def _finding(
    rule: TemplateRule, source: Source, fault: Fault, span: Span, name: str, answer: Fix | Refusal | None
) -> Finding:
    is_edit = not isinstance(answer, Refusal)
    return Finding(
        code=rule.code,
        name=rule.name,
        path=source.path,
        span=span,
        start=source.position(span.start),
        end=source.position(span.end),
        function=fault.function,
        message=fault.message,
        applicability=Applicability.UNSAFE if is_edit else Applicability.REPORT,
        fingerprint=name,
        snippet=source.slice(span),
        doubt=fault.doubt if is_edit else "",
        related=fault.related,
        fix=answer if isinstance(answer, Fix) else None,
        refusal=answer if isinstance(answer, Refusal) else None,
    )


def _span(source: Source, fault: Fault) -> Span:
    """From the place to the end of its row, blanks left out."""
    row = min(max(fault.place.row, 1), len(source.line_starts))
    line = source.line(row)
    column = fault.place.column - 1 if fault.place.column else len(line) - len(line.lstrip())
    first, last = source.line_starts[row - 1] + column, source.line_starts[row - 1] + len(line.rstrip())
    if last - first > _MAX_SPAN:  # a template without line ends
        last = first + len(fault.function)
    return Span(first, max(first, last))


_MAX_SPAN = 300


def template_rules(rules: Iterable[object]) -> tuple[TemplateRule, ...]:
    """Those of a run's rules that look at templates."""
    return tuple(rule for rule in rules if isinstance(rule, TemplateRule))
