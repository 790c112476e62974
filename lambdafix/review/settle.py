"""From decisions to files: the accepted fixes together, those that were overtaken made anew, everything analysed again.

Fixes that do not touch each other are applied in one round. Then the project is analysed as it would be, which shows
whether the findings are gone and no new ones came, and what the overtaken fixes look like now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lambdafix.decisions.anchor import shape, twin
from lambdafix.decisions.events import Decision, Verdict
from lambdafix.decisions.session import Session
from lambdafix.model import Edit, Finding, Fix, Refusal, Rewrite
from lambdafix.review import silence
from lambdafix.review.diff import Hunk, Together, hunks
from lambdafix.source import Source
from lambdafix.trial.halving import sift

_ROUNDS = 10

Analyse = Callable[[Mapping[str, bytes]], Sequence[Finding]]
"""The project's findings, with these contents in place of the disk's."""
Confirm = Callable[[Finding, tuple[Hunk, ...]], bool]
"""Asks about a fix that was made anew and came out differently from what was accepted."""
Verify = Callable[[Mapping[str, Source], Mapping[str, Source], Sequence[Fix]], Sequence[Refusal]]
"""(files before, files after, the fixes between them) -> what is wrong with the files after."""


@dataclass(frozen=True, slots=True)
class Settled:
    rewrites: tuple[Rewrite, ...] = ()
    done: tuple[Finding, ...] = ()
    """The accepted and suppressed findings that are settled by `rewrites`."""
    left: tuple[tuple[Finding, Refusal], ...] = ()
    """Those that are not, and why. Their decisions stay in the journal."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An accepted finding: as it was decided, and as the latest analysis has it."""

    decided: Finding
    decision: Decision
    now: Finding
    edits: tuple[Edit, ...] | None = None
    """The person's own."""


@dataclass(slots=True)
class _State:
    contents: dict[str, bytes]
    """What the rounds so far make of the files."""
    originals: Mapping[str, bytes]
    findings: Sequence[Finding]
    done: list[tuple[_Item, Fix | None]] = field(default_factory=list)
    """With the fix that was applied; None where another one repaired it."""
    left: list[tuple[Finding, Refusal]] = field(default_factory=list)
    fresh: Sequence[Finding] = ()
    problems: dict[str, str] = field(default_factory=dict)
    """By fingerprint: why the fix does not hold when added to those before it."""

    def source(self, path: str) -> Source:
        decoded = Source.decode(path, self.contents.get(path, self.originals[path]))
        assert isinstance(decoded, Source), "a file that was analysed can be decoded"
        return decoded


def settle(
    session: Session,
    findings: Sequence[Finding],
    originals: Mapping[str, bytes],
    *,
    analyse: Analyse,
    verify: Verify,
    confirm: Confirm,
) -> Settled:
    """The files with every accepted fix and suppression in them. `originals` holds the files' bytes as analysed."""
    state = _State({}, originals, findings)
    waiting = [
        _Item(f, session.decisions[f.fingerprint], f, _own(session, f))
        for f in session.agenda.findings
        if session.verdict(f) in (Verdict.ACCEPTED, Verdict.SUPPRESSED)
    ]
    for number in range(_ROUNDS):
        if not waiting:
            break
        batch = _batch(state, waiting, confirm if number else None)
        waiting = [item for item in waiting if item not in [taken for taken, _ in batch]]
        refused = {finding.fingerprint for finding, _ in state.left}
        waiting = [item for item in waiting if item.decided.fingerprint not in refused]
        if not batch:
            break
        good, guilty = sift(batch, lambda group: _holds(state, group, analyse, verify))
        reasons = state.problems
        state.left += [(item.decided, Refusal(reasons[item.decided.fingerprint])) for item, _ in guilty]
        if good:
            _keep(state, good)
            waiting = list(_followed(state, waiting))
    state.left += [(item.decided, Refusal("it touches the same lines as another fix")) for item in waiting]
    return Settled(tuple(_rewrites(state)), tuple(item.decided for item, _ in state.done), tuple(state.left))


def _own(session: Session, finding: Finding) -> tuple[Edit, ...] | None:
    edited = session.edited.get(finding.fingerprint)
    return edited.edits if edited else None


def holds_alone(
    finding: Finding,
    edits: tuple[Edit, ...],
    findings: Sequence[Finding],
    originals: Mapping[str, bytes],
    *,
    analyse: Analyse,
    verify: Verify,
) -> Refusal | None:
    """What is wrong with these edits in place of a finding's own fix, None where they repair it."""
    assert finding.fix
    state = _State({}, originals, findings)
    item = _Item(finding, Decision(Verdict.ACCEPTED), finding, edits)
    if _holds(state, [(item, replace(finding.fix, edits=edits))], analyse, verify):
        return None
    return Refusal(state.problems[finding.fingerprint])


def _batch(state: _State, waiting: Sequence[_Item], confirm: Confirm | None) -> list[tuple[_Item, Fix]]:
    """The items that can be applied together now, each with its fix."""
    together = Together()
    batch = []
    # a comment silences its whole statement, so it comes when the fixes that were accepted there are in
    fixing = [item for item in waiting if item.decision.verdict is Verdict.ACCEPTED]
    for item in fixing or waiting:
        fix = _fix(state, item)
        if isinstance(fix, Refusal):
            state.left.append((item.decided, fix))
        elif together.add(fix.edits):
            if confirm and not _agreed(state, item, fix, confirm):
                state.left.append((item.decided, Refusal("it came out differently on top of the others")))
            else:
                batch.append((item, fix))
    return batch


def _fix(state: _State, item: _Item) -> Fix | Refusal:
    if item.decision.verdict is Verdict.SUPPRESSED:
        edit = silence.comment(state.source(item.now.path), item.now, item.decision.reason)
        return edit if isinstance(edit, Refusal) else Fix(f"suppress {item.now.code}", (edit,))
    if item.now.fix is None:
        return item.now.refusal or Refusal("there is no fix for it once the others are applied")
    return replace(item.now.fix, edits=item.edits) if item.edits is not None else item.now.fix


def _agreed(state: _State, item: _Item, fix: Fix, confirm: Confirm) -> bool:
    if item.decision.verdict is Verdict.SUPPRESSED or shape(fix.edits, state.source) == item.decision.seen:
        return True
    return confirm(item.now, hunks(fix.edits, (), state.source))


def _holds(state: _State, group: Sequence[tuple[_Item, Fix]], analyse: Analyse, verify: Verify) -> bool:
    before = {edit.path: state.source(edit.path) for _, fix in group for edit in fix.edits}
    fixes = [fix for _, fix in group]
    after = _applied(before, fixes)
    latest = group[-1][0].decided.fingerprint
    problems = verify(before, after, fixes)
    if problems:
        state.problems[latest] = str(problems[0])
        return False
    fresh = analyse({**state.contents, **{path: source.encode() for path, source in after.items()}})
    expected = _count(state.findings) - Counter((item.now.code, item.now.path) for item, _ in group)
    for (code, path), number in _count(fresh).items():
        if number > expected[code, path]:
            mine = any((item.now.code, item.now.path) == (code, path) for item, _ in group)
            state.problems[latest] = f"{code} would {'still stand' if mine else 'be new'} in {path}"
            return False
    state.fresh = fresh
    return True


def _keep(state: _State, good: Sequence[tuple[_Item, Fix]]) -> None:
    before = {edit.path: state.source(edit.path) for _, fix in good for edit in fix.edits}
    after = _applied(before, [fix for _, fix in good])
    state.contents |= {path: source.encode() for path, source in after.items()}
    state.done += good


def _followed(state: _State, waiting: Iterable[_Item]) -> Iterator[_Item]:
    """The waiting items as the latest analysis has them; one whose finding is gone is done."""
    applied = {item.now.fingerprint for item, _ in state.done}
    successors = _successors(state.findings, applied, state.fresh)
    state.findings = state.fresh
    for item in waiting:
        now = successors.get(item.now.fingerprint)
        if now is None:
            state.done.append((item, None))
        elif item.edits is not None:
            reason = Refusal("you edited it, and it touches the same lines as another fix", "review it again")
            state.left.append((item.decided, reason))
        else:
            yield replace(item, now=now)


def _successors(before: Iterable[Finding], applied: set[str], after: Iterable[Finding]) -> Mapping[str, Finding]:
    """Which finding of the new analysis each of the old ones has become: by fingerprint, among twins by order."""
    old, new = defaultdict(list), defaultdict(list)
    for finding in before:
        if finding.fingerprint not in applied:
            old[twin(finding)].append(finding)
    for finding in after:
        new[twin(finding)].append(finding)
    result: dict[str, Finding] = {}
    for key, group in old.items():
        present = {finding.fingerprint: finding for finding in new[key]}
        if len(group) == len(new[key]):
            result |= {a.fingerprint: b for a, b in zip(group, new[key], strict=True)}
        else:
            result |= {f.fingerprint: present[f.fingerprint] for f in group if f.fingerprint in present}
    return result


def _applied(before: Mapping[str, Source], fixes: Iterable[Fix]) -> dict[str, Source]:
    edits: dict[str, list[Edit]] = defaultdict(list)
    for fix in fixes:
        for edit in fix.edits:
            edits[edit.path].append(edit)
    return {path: source.apply(tuple(edits[path])) for path, source in before.items()}


def _count(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.code, finding.path) for finding in findings)


def _rewrites(state: _State) -> Iterator[Rewrite]:
    marks: dict[str, list[str]] = defaultdict(list)
    for item, fix in state.done:
        for path in dict.fromkeys(edit.path for edit in fix.edits) if fix else ():
            marks[path].append(item.decided.fingerprint)
    for path, after in sorted(state.contents.items()):
        if after != state.originals[path]:
            yield Rewrite(path, state.originals[path], after, tuple(marks[path]))
