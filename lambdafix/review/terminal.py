"""The review at the terminal: a key becomes an event, the event goes to the journal, the screen is drawn again.

A thin shell. What a key means for the session is in `session`, what is seen is in `screen` and `plain`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import basename

from lambdafix.decisions import session as moves
from lambdafix.decisions.anchor import Sources, shape, twin
from lambdafix.decisions.events import Decided, Decision, Discarded, Event, Moved, Verdict
from lambdafix.decisions.journal import Journal
from lambdafix.decisions.session import Session
from lambdafix.errors import UsageError
from lambdafix.model import Edit, Finding, Refusal, Rewrite
from lambdafix.redaction import NOTHING, Redaction
from lambdafix.review import editing, manual, silence
from lambdafix.review.card import Card, Deck
from lambdafix.review.diff import Hunk
from lambdafix.review.display import Display
from lambdafix.review.glyphs import ASCII, UNICODE
from lambdafix.review.keys import PASTED, Keyboard
from lambdafix.review.listing import Listing, details
from lambdafix.review.screen import Page, View
from lambdafix.review.stage import Stage
from lambdafix.review.visible import visible
from lambdafix.trial.outcome import Check, Outcome
from lambdafix.trial.process import Ended
from lambdafix.trial.trial import Trial

_DONE = {
    Verdict.ACCEPTED: "accepted",
    Verdict.REJECTED: "rejected",
    Verdict.SUPPRESSED: "rejected, with a comment in the source",
    Verdict.SKIPPED: "skipped",
}


REWRITE_CHECKS = ("syntax", "names", "comments", "line ends")
"""What `Tools.examine` looks at."""
_REWRITE = "rewrite"
_LAST = "The last that they printed:"


class _QuitError(Exception):
    """The person is done; `discarding` what was decided, or not."""

    def __init__(self, discarding: bool) -> None:
        super().__init__(discarding)
        self.discarding = discarding


@dataclass(frozen=True, slots=True)
class Tools:
    """What the shell asks of the rest of the program."""

    root: Path
    sources: Sources
    document: Callable[[Finding], str]
    """The documentation of a finding's rule."""
    check: Callable[[Finding, tuple[Edit, ...]], Refusal | None]
    """What is wrong with these edits in place of a finding's fix."""
    examine: Callable[[Finding, tuple[Edit, ...]], Refusal | None]
    """The same, by looking at the rewritten files alone: fast enough for every fix that is shown."""
    alone: Callable[[Sequence[tuple[Edit, ...]]], tuple[Rewrite, ...]]
    """The files with just the edits of these fixes."""
    trial: Callable[[], Trial]
    """The copy of the project for tests, made on first use. Raises `UsageError`."""
    redaction: Redaction = NOTHING


@dataclass(slots=True)
class Shell:
    session: Session
    journal: Journal
    display: Display
    keyboard: Keyboard
    tools: Tools
    branch: str = ""
    checks: dict[str, tuple[Check, ...]] = field(default_factory=dict)
    unfixed: tuple[Finding, ...] = ()
    """Findings that can only be read."""
    outputs: dict[str, Page] = field(default_factory=dict)
    """What the tests printed that failed with a fix, by its fingerprint."""
    stage: Stage = field(init=False)
    _deck: Deck = field(init=False)
    _examined: set[tuple[str, tuple[Edit, ...]]] = field(default_factory=set)
    _anew: Card | None = None
    """A fix that was made anew and wants a word, in place of the session's."""

    def __post_init__(self) -> None:
        self._deck = Deck(self.tools.sources)
        self.stage = Stage(self.display, self.keyboard, self.view, self.examine, self.tools.redaction)

    def run(self) -> bool:
        """Review until the person quits; False where everything is discarded. Raises `StoppedError`."""
        try:
            while True:
                self.press(self.stage.key())
        except _QuitError as quitting:
            return not quitting.discarding

    def press(self, key: str) -> None:
        """Do what a key means."""
        self.stage.notice = ""
        if self.stage.scrolled(key) or key == "enter":
            return
        action = _ACTIONS.get(key) or _ANYWHERE.get(key)
        if action is None:
            self.stage.notice = _unknown(key)
        elif self.session.current is None and key == "s":
            self.look_again()
        elif self.session.current is None and key not in _ANYWHERE:
            self.stage.notice = "There is no fix left to decide: q writes and quits, u undoes, k goes back."
        else:
            action(self)

    def happen(self, event: Event | None) -> None:
        """The journal first: what is on the screen is on the disk."""
        if event:
            self.journal.append(event)
            self.session = moves.after(self.session, event)
            self.stage.to_top()

    def examine(self) -> bool:
        """Check the rewrite of the fix on the screen; whether that was not done yet."""
        finding = self.session.current
        if finding is None or (finding.fingerprint, self.session.edits(finding)) in self._examined:
            return False
        self._examined.add((finding.fingerprint, self.session.edits(finding)))
        others = [c for c in self.checks.get(finding.fingerprint, ()) if c.name not in (*REWRITE_CHECKS, _REWRITE)]
        problem = self.tools.examine(finding, self.session.edits(finding))
        if problem:
            found = [Check(_REWRITE, Outcome.FAILED, str(problem))]
        else:
            found = [Check(name, Outcome.PASSED) for name in REWRITE_CHECKS]
        self.checks[finding.fingerprint] = (*found, *others)
        return True

    def confirm(self, finding: Finding, hunks: tuple[Hunk, ...]) -> bool:
        """Ask about a fix that came out differently on top of the others."""
        self._anew = Card(finding, hunks, None)
        self.stage.notice = "Made anew on top of the fixes you accepted, and it came out differently."
        try:
            return self.stage.ask("Write it like this?")
        finally:
            self._anew = None
            self.stage.notice = ""

    def decide(self, verdict: Verdict, reason: str = "") -> None:
        finding = self._current
        doubted = verdict is Verdict.ACCEPTED and self._fails(finding)
        if doubted and not self.stage.ask("A check fails with this fix. Accept it all the same?"):
            return
        self.happen(moves.decide(self.session, self._decision(finding, verdict, reason)))
        place = f"{basename(finding.path)}:{finding.start.row}"
        self.stage.notice = f"{_DONE[verdict]}: {finding.code} at {place}"

    def look_again(self) -> None:
        """At the end: ask for the skipped fixes now."""
        skipped = self.session.of(Verdict.SKIPPED)
        self.happen(Decided(tuple((f.fingerprint, None) for f in skipped)) if skipped else None)
        self.stage.notice = "" if skipped else "Nothing was skipped."

    def undo(self) -> None:
        event = moves.undo(self.session)
        self.happen(event)
        self.stage.notice = "taken back" if event else "There is nothing to undo."

    def move(self, by: int) -> None:
        event = moves.move(self.session, by)
        self.happen(event)
        if event is None:
            self.stage.notice = "This is the last fix." if by > 0 else "This is the first fix."

    def decide_file(self, verdict: Verdict) -> None:
        chosen = moves.rest_of_file(self.session, safe_only=verdict is Verdict.ACCEPTED)
        self._decide_all(chosen, verdict, f"in the rest of {self._current.path}")

    def decide_rule(self, verdict: Verdict) -> None:
        chosen = moves.rest_of_rule(self.session, safe_only=verdict is Verdict.ACCEPTED)
        self._decide_all(chosen, verdict, f"of {self._current.code} {self._current.name}")

    def edit(self) -> None:
        finding, sources = self._current, self.tools.sources
        pieces = editing.pieces(self.session.edits(finding), sources)
        command = editing.editor(self.tools.root)
        if isinstance(command, Refusal):
            self.stage.notice = str(command)
            return
        edits = self._edited(finding, pieces, command)
        if edits is None or isinstance(edits, Refusal):
            self.stage.notice = f"Not taken: {edits}" if edits else "Nothing was edited."
            return
        self.happen(moves.edit(self.session, edits, shape(edits, self.tools.sources)))
        self.checks.pop(finding.fingerprint, None)
        self.outputs.pop(finding.fingerprint, None)
        self.stage.notice = "Your edit holds. y accepts it, u takes it back."

    def suppress(self) -> None:
        finding = self._current
        reason = self.stage.typed(f"Reject {finding.code} here, with a comment. Reason: ")
        if reason is None:
            self.stage.notice = "Nothing was decided."
            return
        reason = self.tools.redaction.hide(reason)  # it is kept in the journal, and shared
        comment = silence.comment(self.tools.sources(finding.path), finding, reason)
        if isinstance(comment, Refusal):
            self.stage.notice = f"No comment was made: {comment}. n rejects without one."
            return
        self.decide(Verdict.SUPPRESSED, reason)

    def test(self) -> None:
        finding = self._current
        try:
            self.stage.say("Making a copy of the project for the tests …")
            trial = self.tools.trial()
            rewrites = self.tools.alone([self.session.edits(finding)])
            check, ended = trial.judge(rewrites, self.stage.watch(" ".join(trial.command)))
        except UsageError as error:
            self.stage.notice = str(error)
            return
        self.stage.notice = ""
        if ended.outcome is Outcome.STOPPED:
            self.stage.notice = "The tests were stopped."
            return
        others = [c for c in self.checks.get(finding.fingerprint, ()) if c.name != check.name]
        self.checks[finding.fingerprint] = (*others, check)
        if check.outcome is Outcome.PASSED:
            self.outputs.pop(finding.fingerprint, None)
            self.stage.notice = f"The tests pass with this fix: {check.detail}"
        else:
            self.outputs[finding.fingerprint] = output(check, ended)
            self.read_output()

    def read_output(self) -> None:
        page = self.outputs.get(self._current.fingerprint)
        if page:
            self.stage.read_page(page)
        else:
            self.stage.notice = "No tests have failed with this fix; t runs them."

    def list_all(self) -> None:
        """Everything at a glance, until the person goes to one of them."""
        listing = Listing.of(self.session.agenda.findings, self.unfixed, self.session.current)
        if self.display.live:
            self._browse(listing)
        else:
            self._number(listing)

    def _browse(self, listing: Listing) -> None:
        glyphs = ASCII if self.display.ascii_only else UNICODE
        while True:
            page = listing.page(self.session, glyphs, self.display.columns)
            key = self.stage.browse(page, listing.at)
            self.stage.notice = ""
            rows = self.stage.page_rows
            steps = {"down": 1, "j": 1, "up": -1, "k": -1, "space": rows, "page-down": rows, "page-up": -rows}
            if key in steps:
                listing = listing.moved(self.session, steps[key])
            elif key == "f":
                listing = listing.filtered(self.session)
            elif key in ("/", "n"):
                listing = self._sought(listing, key)
            elif key in ("enter", "right"):
                if not self._go_to(listing.chosen(self.session)):
                    return
            elif key in ("l", "q", "escape", "left"):
                return
            else:
                self.stage.notice = _unknown(key)

    def _sought(self, listing: Listing, key: str) -> Listing:
        glyphs = ASCII if self.display.ascii_only else UNICODE
        page = listing.page(self.session, glyphs, self.display.columns)
        sought = self.stage.typed("Search: ", page) if key == "/" else listing.sought
        if not sought:
            return listing
        listing = listing.found(self.session, sought)
        if not listing.holds(self.session):
            self.stage.notice = f"Nothing here holds {sought!r}."
        return listing

    def _number(self, listing: Listing) -> None:
        """For a display that cannot go back: the whole list once, and a number."""
        self.stage.read_page(listing.page(self.session, ASCII, self.display.columns, numbered=True))
        typed = self.stage.typed("Go to number: ")
        place = int(typed) - 1 if typed and typed.isascii() and typed.isdigit() else -1
        shown = listing.shown(self.session)
        if 0 <= place < len(shown):
            self._go_to(shown[place])
        elif typed:
            self.stage.notice = f"There is no number {typed} in the list."

    def _go_to(self, finding: Finding | None) -> bool:
        """Go to a fix, or read a finding that has none; whether the list is to stay."""
        if finding and finding.fingerprint in self.session.agenda.index:
            self.happen(Moved(finding.fingerprint))
            return False
        if finding:
            self.stage.read_page(details(finding))
        return True

    def explain(self) -> None:
        finding = self._current
        text = self.tools.document(finding)
        self.stage.read_page(Page(f"{finding.code} {finding.name}", tuple(text.splitlines())))

    def help(self) -> None:
        self.stage.read_page(manual.page(self.display.ascii_only))

    def quit(self) -> None:
        raise _QuitError(discarding=False)

    def discard(self) -> None:
        decided = len(self.session.decisions.keys() - self.session.remembered)
        if self.stage.ask(f"Discard {_number(decided, 'decision')} of this review and write nothing?"):
            self.happen(Discarded())
            raise _QuitError(discarding=True)

    def view(self) -> View:
        session = self.session
        findings = session.agenda.findings
        counts = {verdict: len(session.of(verdict)) for verdict in Verdict}
        view = View(
            position=min(session.position + 1, len(findings)),
            total=len(findings),
            files=len({finding.path for finding in findings}),
            accepted=counts[Verdict.ACCEPTED],
            rejected=counts[Verdict.REJECTED] + counts[Verdict.SUPPRESSED],
            skipped=counts[Verdict.SKIPPED],
            branch=self.branch,
            card=self._anew or self._deck.card(session, self.checks, self.display.context),
        )
        if view.card:
            return view
        view = replace(view, unfixed=len(self.unfixed))
        heading = "Every fix was looked at" if view.skipped else "Everything is decided"
        return replace(view, heading=heading, ending=_ending(view))

    @property
    def _current(self) -> Finding:
        finding = self.session.current
        assert finding, "keys that need a fix are not dispatched without one"
        return finding

    def _edited(
        self, finding: Finding, pieces: Sequence[editing.Piece], command: Sequence[str]
    ) -> tuple[Edit, ...] | Refusal | None:
        """The person's own edits, which hold. What does not hold may be edited further, so that no typing is lost."""
        text = editing.as_text(pieces, self.tools.sources)
        while True:
            with self.stage.away(), self.keyboard.lent():
                typed = editing.edit(text, command)
            if isinstance(typed, Refusal):
                return typed
            edits = editing.from_text(typed, pieces, self.tools.sources)
            if edits is None:
                return None
            problem = edits if isinstance(edits, Refusal) else None
            if not isinstance(edits, Refusal):
                self.stage.say("Checking what you wrote …")
                problem = editing.syntax_error(typed, pieces, edits, self.tools.sources)
                problem = problem or self.tools.check(finding, edits)
            if problem is None:
                return edits
            self.stage.notice = f"Not taken: {problem}"
            if not self.stage.ask("Edit it further?"):
                return problem
            text = typed

    def _decision(self, finding: Finding, verdict: Verdict, reason: str = "") -> Decision:
        seen = shape(self.session.edits(finding), self.tools.sources)
        return Decision(verdict, seen, twin(finding), reason)

    def _decide_all(self, findings: Sequence[Finding], verdict: Verdict, where: str) -> None:
        accepting = verdict is Verdict.ACCEPTED
        chosen = [f for f in findings if not (accepting and self._fails(f))]
        kind, verb = ("safe fix", "Accept") if accepting else ("fix", "Reject")
        if not chosen:
            self.stage.notice = f"There is no open {kind} {where}."
        elif self.stage.ask(f"{verb} {_number(len(chosen), kind)} {where}?"):
            self.happen(Decided(tuple((f.fingerprint, self._decision(f, verdict)) for f in chosen)))
            self.stage.notice = f"{_DONE[verdict]}: {_number(len(chosen), kind)} {where}"

    def _fails(self, finding: Finding) -> bool:
        return any(check.outcome is Outcome.FAILED for check in self.checks.get(finding.fingerprint, ()))


def output(check: Check, ended: Ended) -> Page:
    """The end of what failing tests printed."""
    words = {
        Outcome.FAILED: "The tests fail with this fix, and pass without it",
        Outcome.FAILED_BEFORE: "The tests fail, but they do so without this fix too",
        Outcome.TIMED_OUT: "The tests take too long with this fix, and pass without it",
    }
    failing = ("Failing:", *(f"  {name}" for name in check.failing), "", _LAST) if check.failing else ()
    return Page(f"{words[check.outcome]} ({check.detail})", (*failing, *ended.output))


def _ending(view: View) -> tuple[str, ...]:
    counts = f"{view.accepted} accepted, {view.rejected} rejected, {view.skipped} skipped."
    write = f"q writes the {_number(view.accepted, 'accepted fix')} and quits." if view.accepted else "q quits."
    skipped = ("s asks for the skipped ones now.",) if view.skipped else ()
    unfixed = (f"l lists all, {_number(view.unfixed, 'finding')} without a fix among them.",) if view.unfixed else ()
    return (counts, "", write, *skipped, *unfixed, "u takes the last decision back, k goes back through the fixes.")


def _unknown(key: str) -> str:
    if key == PASTED:
        return "A paste decides nothing."
    return f"No key '{visible(key)}' here; ? shows them all."


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + ('es' if noun.endswith('x') else 's')}"


Action = Callable[[Shell], None]
_ANYWHERE: Mapping[str, Action] = {
    "u": Shell.undo,
    "q": Shell.quit,
    "Q": Shell.discard,
    "l": Shell.list_all,
    "?": Shell.help,
    "j": lambda shell: shell.move(1),
    "k": lambda shell: shell.move(-1),
    "right": lambda shell: shell.move(1),
    "left": lambda shell: shell.move(-1),
}
_ACTIONS: Mapping[str, Action] = {
    "y": lambda shell: shell.decide(Verdict.ACCEPTED),
    "n": lambda shell: shell.decide(Verdict.REJECTED),
    "s": lambda shell: shell.decide(Verdict.SKIPPED),
    "a": lambda shell: shell.decide_file(Verdict.ACCEPTED),
    "d": lambda shell: shell.decide_file(Verdict.REJECTED),
    "A": lambda shell: shell.decide_rule(Verdict.ACCEPTED),
    "D": lambda shell: shell.decide_rule(Verdict.REJECTED),
    "e": Shell.edit,
    "x": Shell.suppress,
    "t": Shell.test,
    "o": Shell.read_output,
    "v": lambda shell: shell.stage.turn(),
    "i": Shell.explain,
}
