"""`lambdafix review`: from an analysis, through the decisions of a person, to written files."""

from __future__ import annotations

import hashlib
import os
import shlex
import signal
import sys
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lambdafix.decisions import journal, rejected
from lambdafix.decisions.events import Decision, Verdict, Writing, Written
from lambdafix.decisions.journal import Journal
from lambdafix.decisions.session import Session
from lambdafix.errors import UsageError
from lambdafix.model import Edit, Finding, Refusal, Rewrite
from lambdafix.review import settle
from lambdafix.review.desk import Desk, Options, Texts
from lambdafix.review.diff import Together
from lambdafix.review.display import Display, StoppedError, chosen
from lambdafix.review.keys import Keyboard
from lambdafix.review.layout import Painter
from lambdafix.review.opening import Opening, Questions, open_review
from lambdafix.review.screen import View
from lambdafix.review.settle import Confirm, Settled
from lambdafix.review.stage import Stage
from lambdafix.review.summary import Summary, say
from lambdafix.review.terminal import Shell, Tools, output
from lambdafix.review.visible import visible
from lambdafix.trial import trial
from lambdafix.trial.outcome import Check, Outcome
from lambdafix.trial.process import Watch
from lambdafix.vcs import state, working_tree, write
from lambdafix.vcs.git import GitError, Repository
from lambdafix.vcs.state import BusyError

if TYPE_CHECKING:
    from lambdafix.engine import Analysis

NO_TERMINAL = (
    "the review needs a terminal; without one, lambdafix --dry-run shows the fixes "
    "and lambdafix fix applies the safe ones"
)
_LABEL = "lambdafix review"


def review(desk: Desk, options: Options) -> int:
    """Review the project and return the exit status: 0, 1 where fixes are left, 128 and more for a signal.

    Raises `UsageError` where no review can be held.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(NO_TERMINAL)
    for recovered in write.take_over(desk.root):
        print(f"lambdafix: {visible(recovered)}", file=sys.stderr)
    analysis = desk.analyse({})
    place = state.locate(desk.root)
    with Journal(place) as book, ExitStack() as cleanup:
        summary = _Review(desk, options, analysis, place, book, cleanup).held()
    say(replace(summary, skipped=analysis.skipped), analysis.redaction)
    return summary.status


@dataclass(slots=True)
class _Review:
    desk: Desk
    options: Options
    analysis: Analysis
    place: state.State
    journal: Journal
    cleanup: ExitStack
    texts: Texts = field(init=False)
    _trial: trial.Trial | None = None

    def __post_init__(self) -> None:
        self.texts = Texts(self.analysis.contents)

    def held(self) -> Summary:
        """The whole review; the terminal is as it was afterwards."""
        display = chosen(Painter(self.texts), self.options.plain, os.environ)
        shell: Shell | None = None
        opening, settled, number = Opening(Session()), Settled(), 0
        with Keyboard(sys.stdin.fileno(), sys.stdout.fileno()) as keyboard:
            try:
                display.enter()
                opening = self._opened(display, keyboard)
                if not opening.session.agenda.findings:
                    return Summary(opening=opening)
                shell = Shell(opening.session, self.journal, display, keyboard, self._tools(), self._branch())
                shell.unfixed = opening.unfixed
                shell.stage.notice = opening.notice
                if self.options.verify:
                    self._try_all(shell)
                if not shell.run():
                    return Summary(opening, shell.session, discarded=True)
                settled = self._settled(shell)
                settled = self._proven(shell, settled) if self.options.verify else settled
            except StoppedError as stopped:
                # nobody said that it shall be written: the decisions are in the journal
                number, settled = stopped.number or signal.SIGHUP, Settled()
            finally:
                display.leave()
            return self._written(opening, shell.session if shell else opening.session, settled, number)

    def _opened(self, display: Display, keyboard: Keyboard) -> Opening:
        def go_on(left: str) -> bool:
            view = View(0, 0, 0, 0, 0, 0, heading="An earlier review was left", ending=(left,))
            return Stage(display, keyboard, lambda: view).ask("Go on with it? n begins anew.")

        def run_tests(tests: tuple[str, ...]) -> bool:
            heading = "The earlier review ran your tests on every fix"
            view = View(0, 0, 0, 0, 0, 0, heading=heading, ending=(shlex.join(tests),))
            return Stage(display, keyboard, lambda: view).ask("Run them again?")

        history = journal.read(self.journal.path)
        questions = Questions(go_on, run_tests)
        opening = open_review(self.desk, self.options, self.analysis, self.place, self.journal, history, questions)
        if tests := opening.session.tests:
            self.options = replace(self.options, verify=True, command=tests)
        return opening

    def _tools(self) -> Tools:
        return Tools(
            root=self.desk.root,
            sources=self.texts,
            document=lambda finding: self.desk.document(finding.code),
            check=self._check,
            examine=self._examine,
            alone=self._with,
            trial=self._prepared,
            redaction=self.analysis.redaction,
        )

    def _branch(self) -> str:
        repository = self.place.repository
        return _branch(repository) if repository else ""

    def _check(self, finding: Finding, edits: tuple[Edit, ...]) -> Refusal | None:
        if any(self.analysis.redaction.shows(edit.content) for edit in edits):
            return Refusal("it holds a credential, which the journal would keep", "edit those lines after the review")
        return settle.holds_alone(
            finding,
            edits,
            self.analysis.findings,
            self.analysis.contents,
            analyse=lambda overlay: self.desk.analyse(overlay).findings,
            verify=self.desk.verify,
        )

    def _examine(self, finding: Finding, edits: tuple[Edit, ...]) -> Refusal | None:
        assert finding.fix
        before = {edit.path: self.texts(edit.path) for edit in edits}
        after = {path: source.apply(tuple(e for e in edits if e.path == path)) for path, source in before.items()}
        problems = self.desk.verify(before, after, [replace(finding.fix, edits=edits)])
        return problems[0] if problems else None

    def _with(self, fixes: Sequence[tuple[Edit, ...]]) -> tuple[Rewrite, ...]:
        """The files with just these fixes; of two that collide the first counts."""
        together = Together()
        edits = [edit for fix in fixes if together.add(fix) for edit in fix]
        contents = self.analysis.contents
        return tuple(
            Rewrite(path, contents[path], self.texts(path).apply(tuple(e for e in edits if e.path == path)).encode())
            for path in sorted({edit.path for edit in edits})
        )

    def _prepared(self) -> trial.Trial:
        if self._trial is None:
            self._trial = self.cleanup.enter_context(
                trial.prepared(self.desk.root, self.options.command, redaction=self.analysis.redaction)
            )
        return self._trial

    def _try_all(self, shell: Shell) -> None:
        """Run the tests over all fixes before any is shown. Raises `UsageError` where they tell nothing."""
        findings = shell.session.agenda.findings
        shell.stage.say("Making a copy of the project for the tests …")
        sifted = self._sifted(shell, findings)
        for finding in findings:
            mark = finding.fingerprint
            if ended := sifted.guilty.get(mark):
                check = Check("tests", Outcome.FAILED, ended.summary, ended.failing)
                shell.outputs[mark] = output(check, ended)
            else:
                check = Check("tests", Outcome.PASSED, "together with the others")
            shell.checks[mark] = (check,)
        guilty = len(sifted.guilty)
        shell.stage.notice = (
            f"The tests fail with {guilty} of {len(findings)} fixes ({sifted.runs} runs)." if guilty else ""
        )

    def _sifted(self, shell: Shell, findings: Sequence[Finding]) -> trial.Sifted:
        copy = self._prepared()

        def watch(run: int, count: int) -> Watch:
            what = f"with {count} of {len(findings)} fixes" if run else "without any fix"
            return shell.stage.watch(f"Tests {what}, run {run + 1}")

        try:
            return trial.find_guilty(
                copy,
                [finding.fingerprint for finding in findings],
                lambda marks: self._together(shell.session, marks),
                watch,
            )
        except trial.StoppedError:
            raise StoppedError(signal.SIGINT) from None

    def _together(self, session: Session, marks: Collection[str]) -> tuple[Rewrite, ...]:
        """The files with just these fixes, as accepting them would write them."""
        yes = Decision(Verdict.ACCEPTED)
        decisions = {mark: session.decisions.get(mark, yes) for mark in marks}
        decisions = {mark: d if d.verdict is Verdict.SUPPRESSED else yes for mark, d in decisions.items()}
        return self._settle(replace(session, decisions=decisions), _always).rewrites

    def _settled(self, shell: Shell) -> Settled:
        session = shell.session
        if not session.of(Verdict.ACCEPTED) and not session.of(Verdict.SUPPRESSED):
            return Settled()
        shell.stage.say("Putting the accepted fixes together and analysing the result …")
        return self._settle(session, shell.confirm)

    def _settle(self, session: Session, confirm: Confirm) -> Settled:
        return settle.settle(
            session,
            self.analysis.findings,
            self.analysis.contents,
            analyse=lambda overlay: self.desk.analyse(overlay).findings,
            verify=self.desk.verify,
            confirm=confirm,
        )

    def _proven(self, shell: Shell, settled: Settled) -> Settled:
        """`settled`, or where the tests fail with it the part with which they pass."""
        if not settled.rewrites:
            return settled
        copy = self._prepared()
        left: tuple[tuple[Finding, Refusal], ...] = ()
        while settled.rewrites:
            ended = copy.run(settled.rewrites, shell.stage.watch("Tests with the accepted fixes"))
            if ended.outcome is Outcome.STOPPED:
                raise StoppedError(signal.SIGINT)
            if ended.outcome is Outcome.PASSED:
                break
            guilty = self._sifted(shell, settled.done).guilty
            # where they fail with all and with no part of them, none of them is known to be right
            blamed = [f for f in settled.done if f.fingerprint in guilty] or list(settled.done)
            summaries = {f.fingerprint: guilty.get(f.fingerprint, ended).summary for f in blamed}
            left += tuple((f, Refusal(f"the tests fail with it ({summaries[f.fingerprint]})")) for f in blamed)
            shell.session = _without(shell.session, blamed)
            settled = self._settled(shell)
        return replace(settled, left=(*settled.left, *left))

    def _written(self, opening: Opening, session: Session, settled: Settled, number: int) -> Summary:
        applied = write.Applied()
        hashes = {rewrite.path: hashlib.sha256(rewrite.after).hexdigest() for rewrite in settled.rewrites}
        if settled.rewrites:
            self.journal.append(Writing(tuple((r.path, hashes[r.path], r.fingerprints) for r in settled.rewrites)))
            self.journal.sync()
            # what git knows of the files was looked at when the review was opened, and their content is compared
            try:
                applied = working_tree.fix(self.desk.root, settled.rewrites, allow_dirty=True, label=_LABEL)
            except (OSError, BusyError, GitError) as error:
                raise UsageError(
                    f"nothing was written: {error}; your decisions are kept for {self.options.resume_command}"
                ) from error
        refusals = {unwritten.path: unwritten.refusal for unwritten in applied.refused}
        lost = {mark: r.path for r in settled.rewrites if r.path in refusals for mark in r.fingerprints}
        done = tuple(finding for finding in settled.done if finding.fingerprint not in lost)
        left = tuple((f, refusals[lost[f.fingerprint]]) for f in settled.done if f.fingerprint in lost)
        if settled.rewrites:
            written = tuple((path, digest) for path, digest in hashes.items() if path in applied.written)
            self.journal.append(Written(tuple(finding.fingerprint for finding in done), written))
        self.journal.sync()
        shared, unshared = (0, "") if number else self._shared(session)
        return Summary(
            opening=opening,
            session=session,
            rewrites=tuple(r for r in settled.rewrites if r.path in applied.written),
            done=done,
            left=(*settled.left, *left),
            shared=shared,
            unshared=unshared,
            shareable=not rejected.exists(self.desk.root),
            signal=number,
            resume=self.options.resume_command,
        )

    def _shared(self, session: Session) -> tuple[int, str]:
        """How many rejections were added to the file that the team shares, and why none could be."""
        if not self.options.share and not rejected.exists(self.desk.root):
            return 0, ""
        decided = session.agenda.findings
        rejections = ((f, session.decisions[f.fingerprint].reason) for f in decided if _is_rejected(session, f))
        try:
            return rejected.add(self.desk.root, rejections), ""
        except UsageError as error:
            return 0, str(error)


def _always(finding: Finding, hunks: object) -> bool:
    """For trying only: what is written is asked about."""
    return True


def _is_rejected(session: Session, finding: Finding) -> bool:
    return session.verdict(finding) is Verdict.REJECTED


def _without(session: Session, findings: Sequence[Finding]) -> Session:
    """`session` as if these had not been decided; for this run only, the journal keeps what was accepted."""
    gone = {finding.fingerprint for finding in findings}
    kept: dict[str, Decision] = {mark: d for mark, d in session.decisions.items() if mark not in gone}
    return replace(session, decisions=kept)


def _branch(repository: Repository) -> str:
    """The branch, with a star where there are uncommitted changes."""
    name = repository.ask("symbolic-ref", "--short", "-q", "HEAD", codes=(0, 1)).text or "detached"
    options = ("--porcelain", "-z", "--untracked-files=no", "--ignore-submodules=all")
    return f"{name}*" if repository.ask("status", *options).out else name
