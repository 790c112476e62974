"""Three small rules and the review over them: the review is tested apart from the real rules.

TOY101  slow(…)  -> fast(…), with an import that all its fixes in a file share
TOY202  build("name")  -> NAME, bound at the top of the file, where any two of these fixes collide
TOY303  risky(…)  -> calm(…), unsafe

Run as a program it holds a review: `toy.py FOLDER [--resume] [--plain] [--verify COMMAND] [--rejected] [--share]`.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import re
import shlex
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from lambdafix.engine import Analysis
from lambdafix.errors import UsageError
from lambdafix.model import Applicability, Edit, Finding, Fix, Refusal, Span
from lambdafix.review.command import review
from lambdafix.review.desk import Desk, Options
from lambdafix.rules import suppressions
from lambdafix.source import Source
from lambdafix.vcs import working_tree

NAMES = {"TOY101": "slow-call", "TOY202": "built-every-time", "TOY303": "risky-call"}
_CALL = re.compile(r"(?<![\w.])(?:(?P<slow>slow)|(?P<risky>risky)|build\(\"(?P<name>\w+)\"\))(?=\(|)")
_IMPORT = "from quick import fast\n"


def findings(source: Source) -> tuple[Finding, ...]:
    """What the rules find in one file, suppressed findings left out."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found = tuple(_finding(source, match, seen) for match in _matches(source.text))
    kept, _ = suppressions.apply(found, {source.path: suppressions.read(source)})
    return kept


def analyse(root: Path, overlay: Mapping[str, bytes]) -> Analysis:
    contents = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.py"))}
    contents |= overlay
    sources = [Source.decode(path, raw) for path, raw in contents.items()]
    found = [finding for source in sources if isinstance(source, Source) for finding in findings(source)]
    touched = {finding.path for finding in found}
    return Analysis(
        root=root,
        findings=tuple(found),
        skipped=(),
        notes=(),
        handlers=(),
        unresolved=(),
        files=len(contents),
        vendored=0,
        contents={path: raw for path, raw in contents.items() if path in touched},
    )


def verify(before: Mapping[str, Source], after: Mapping[str, Source], fixes: Sequence[Fix]) -> Sequence[Refusal]:
    return tuple(_syntax_errors(after.values()))


def document(code: str) -> str:
    return f"{code} is a toy.\n\nWhat it does\nNothing of use."


def _syntax_errors(sources: Iterable[Source]) -> Iterator[Refusal]:
    for source in sources:
        try:
            ast.parse(source.encode())
        except SyntaxError as error:
            yield Refusal(f"{source.path}:{error.lineno}: {error.msg}")


def _matches(text: str) -> Iterator[re.Match[str]]:
    for match in _CALL.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        indented = line.startswith((" ", "\t"))
        if indented and "#" not in line:
            yield match


def _finding(source: Source, match: re.Match[str], seen: Counter[tuple[str, str, str]]) -> Finding:
    code = "TOY101" if match["slow"] else "TOY303" if match["risky"] else "TOY202"
    span = Span(match.start(), match.end())
    owners = re.findall(r"^def (\w+)", source.text[: span.start], re.MULTILINE)
    function = owners[-1] if owners else ""
    key = (code, function, match[0])
    ordinal = seen[key]
    seen[key] += 1
    mark = hashlib.sha256(repr((source.path, *key, ordinal)).encode()).hexdigest()[:16]
    unsafe = code == "TOY303"
    return Finding(
        code=code,
        name=NAMES[code],
        path=source.path,
        span=span,
        start=source.position(span.start),
        end=source.position(span.end),
        function=function,
        message=f"`{match[0]}` repeats work in every call",
        applicability=Applicability.UNSAFE if unsafe else Applicability.SAFE,
        fingerprint=mark,
        snippet=match[0],
        call_path=("app.handler", function),
        doubt="calm may answer later" if unsafe else "",
        fix=_fix(source, code, span, match),
    )


def _fix(source: Source, code: str, span: Span, match: re.Match[str]) -> Fix:
    top = Span(0, 0)
    if code == "TOY101":
        edits = [Edit(source.path, span, "fast")]
        if _IMPORT not in source.text:
            edits.append(Edit(source.path, top, _IMPORT))
        return Fix("call fast instead", tuple(edits))
    if code == "TOY303":
        return Fix("call calm instead", (Edit(source.path, span, "calm"),))
    name = match["name"].upper()
    bound = Edit(source.path, top, f'{name} = build("{match["name"]}")\n')
    return Fix(f"bind {name} once", (bound, Edit(source.path, span, name)))


def _dying_at(number: int) -> Callable[[str], None]:
    left = number

    def step(name: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    for flag in ("--resume", "--plain", "--rejected", "--share", "--allow-dirty"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--verify")
    parser.add_argument("--tests")
    parser.add_argument("--die-at-step", type=int, default=0, help="kill -9 ourselves at the n-th step of writing")
    args = parser.parse_args()
    if args.die_at_step:
        working_tree.fix = partial(working_tree.fix, step=_dying_at(args.die_at_step))
    desk = Desk(
        root=args.root,
        analyse=lambda overlay: analyse(args.root, overlay),
        verify=verify,
        document=document,
        may_fix=lambda finding: True,
    )
    options = Options(
        resume=args.resume,
        plain=args.plain,
        verify=args.verify is not None,
        command=tuple(shlex.split(args.verify or args.tests or "")),
        allow_dirty=args.allow_dirty,
        rejected=args.rejected,
        share=args.share,
    )
    try:
        return review(desk, options)
    except UsageError as error:
        print(f"lambdafix: error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
