"""Comments that silence a rule where it speaks, and the warnings about comments that silence nothing.

    client = boto3.client("s3")  # lambdafix: ignore[LMB201] rebuilt on purpose, the credentials rotate
    client = boto3.client("s3")  # noqa: LMB201
    # lambdafix: ignore-file[LMB101]

A comment at the end of any line of a statement covers the statement; an `ignore` on a line of its own covers
the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lambdafix.errors import did_you_mean
from lambdafix.model import Finding
from lambdafix.settings.config import specificity
from lambdafix.source import Source

_ANY = re.compile(r"#[^\r\n]*?(?:\blambdafix\s*:|\bnoqa\b)", re.IGNORECASE)
_OURS = re.compile(r"#\s*lambdafix\s*:\s*(?P<verb>[\w-]*)\s*(?:\[(?P<codes>[^\]]*)\])?", re.IGNORECASE)
_NOQA = re.compile(r"#\s*noqa\b(?:\s*:\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?", re.IGNORECASE)
_VERBS = ("ignore", "ignore-file")
_NOQA_VERB = "noqa"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment, covering the rows `first` to `last`, both included; a whole file is 0 to 0."""

    row: int
    first: int
    last: int
    verb: str
    """"ignore", "ignore-file", "noqa", or what somebody wrote in their place, which then silences nothing."""
    codes: tuple[str, ...]
    """Codes, prefixes or names as written; () silences every rule."""
    text: str
    """The directive as written, without its reason."""

    def covers(self, finding: Finding) -> bool:
        if self.verb not in (*_VERBS, _NOQA_VERB):
            return False
        if self.codes and specificity(self.codes, finding.code, finding.name) < 0:
            return False
        if self.first == 0:
            return True
        # one that names no code speaks of the statement the finding begins in, as ruff has it
        last = finding.end.row if self.codes else finding.start.row
        return self.first <= last and finding.start.row <= self.last


def read(source: Source) -> tuple[Suppression, ...]:
    """The suppressions in a file that Python can parse. A string that looks like a comment is none."""
    if not _ANY.search(source.text):
        return ()
    found: list[Suppression] = []
    for row, first, last, comment, alone in _comments(source.text):
        if ours := _OURS.search(comment):
            verb = ours["verb"].lower()
            rows = (0, 0) if verb == "ignore-file" else (first, last)
            found.append(Suppression(row, *rows, verb, codes_of(ours["codes"]), ours[0].strip()))
        elif (noqa := _NOQA.search(comment)) and not alone:
            found.append(Suppression(row, first, last, _NOQA_VERB, codes_of(noqa["codes"]), noqa[0].strip()))
    return tuple(found)


def codes_of(listed: str | None) -> tuple[str, ...]:
    return tuple(code for code in re.split(r"[,\s]+", listed or "") if code)


def _comments(text: str) -> Iterator[tuple[int, int, int, str, bool]]:
    """Each comment: its row, first and last row of its statement, its text, whether it stands before that."""
    import io
    import tokenize

    layout = {tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}
    waiting: list[tuple[int, str, bool]] = []
    first = 0
    lines = io.StringIO(re.sub(r"\r\n?", "\n", text)).readline
    for token in tokenize.generate_tokens(lines):
        if token.type == tokenize.COMMENT:
            waiting.append((token.start[0], token.string, first == 0))
        elif token.type == tokenize.NEWLINE:
            for row, comment, alone in waiting:
                yield row, first, token.start[0], comment, alone
            waiting, first = [], 0
        elif token.type not in layout and first == 0:
            first = token.start[0]
    for row, comment, alone in waiting:
        yield row, row, row, comment, alone


def apply(
    findings: Iterable[Finding], by_path: Mapping[str, Sequence[Suppression]]
) -> tuple[tuple[Finding, ...], set[tuple[str, Suppression]]]:
    """The findings that no comment silences, and the (path, suppression) pairs that silenced some."""
    used: set[tuple[str, Suppression]] = set()
    kept = []
    for finding in findings:
        covering = [s for s in by_path.get(finding.path, ()) if s.covers(finding)]
        used.update((finding.path, suppression) for suppression in covering)
        if not covering:
            kept.append(finding)
    return tuple(kept), used


def warnings(
    by_path: Mapping[str, Sequence[Suppression]],
    used: set[tuple[str, Suppression]],
    rules: Mapping[str, str],
    active: Iterable[str],
) -> Iterator[str]:
    """A line for each comment that cannot work or silenced nothing.

    `rules` is every known rule's name by its code, `active` the codes that ran; a comment for another rule may
    yet be needed.
    `# noqa` is shared with other tools, so only the codes it names that are ours count.
    """
    prefixes = tuple({code[:3] for code in rules})
    ran = set(active)
    for path, suppressions in sorted(by_path.items()):
        for suppression in suppressions:
            place = f"{path}:{suppression.row}: {suppression.text}"
            shared = suppression.verb == _NOQA_VERB
            if not shared and suppression.verb not in _VERBS:
                yield f"{place}: unknown directive{did_you_mean(suppression.verb, _VERBS)}"
                continue
            codes = [code for code in suppression.codes if not shared or code.startswith(prefixes)]
            for code in codes:
                if not _matching(code, rules):
                    near = did_you_mean(code, [*rules, *rules.values()])
                    yield f"{place}: no rule is called {code!r}{near}"
            meant = {code for selector in codes for code in _matching(selector, rules)}
            if (path, suppression) not in used and meant and meant <= ran:
                yield f"{place}: silences nothing here and can go"


def _matching(selector: str, rules: Mapping[str, str]) -> list[str]:
    return [code for code, name in rules.items() if specificity((selector,), code, name) >= 0]
