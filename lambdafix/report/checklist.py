"""The checklist of each function, as tables for people and as JSON for programs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lambdafix.families.readiness.checklist import Answer, State, Subject, answers
from lambdafix.report import words
from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.report.view import View

_MARKS = {State.TICKED: "[x]", State.OPEN: "[ ]", State.UNKNOWN: "[?]"}
_STYLES = {State.TICKED: "green", State.OPEN: "bold red", State.UNKNOWN: "yellow"}
Checked = Sequence[tuple[Subject, Sequence[Answer]]]


def write(analysis: Analysis, view: View, output_format: str, paths: Sequence[str] = ()) -> None:
    """Print to stdout, as "text" or "json". Of functions that stand below `paths`; () for all."""
    checked = [
        (subject, tuple(_answers(analysis, subject))) for subject in _subjects(analysis) if _stands_in(subject, paths)
    ]
    if output_format == "json":
        sys.stdout.write(_json(checked, view))
    elif checked:
        _print(checked, view)
    else:
        print(words.nothing(analysis, view))


def _stands_in(subject: Subject, paths: Sequence[str]) -> bool:
    own = [subject.place.rpartition(":")[0] or subject.place, *(subject.code.paths[:1] if subject.code else ())]
    return not paths or any(one == path or one.startswith(f"{path}/") for one in own for path in paths)


def _answers(analysis: Analysis, subject: Subject) -> Iterator[Answer]:
    yield from answers(analysis.stacks, subject, analysis.findings)


def _subjects(analysis: Analysis) -> Iterator[Subject]:
    stacks = analysis.stacks
    told: set[tuple[str, str]] = set()
    for stack in stacks.all:
        for function in stacks.functions(stack):
            place, code = function.place, stacks.code_of(stack, function)
            told.update(
                (entry.path, entry.function) for entry in analysis.handlers if _is_of(entry.declared_in, place.path)
            )
            yield Subject(function.name, f"{place.path}:{place.row}", stack, function, code)
    for entry in analysis.handlers:
        if (entry.path, entry.function) not in told:
            code = stacks.code.get((entry.path, entry.function))
            yield Subject(entry.function, entry.path, None, None, code)


def _is_of(declared_in: str, template: str) -> bool:
    return declared_in.rpartition(":")[0] == template


def _json(checked: Checked, view: View) -> str:
    functions = [
        {
            "name": subject.name,
            "declared_in": view.shown_place(subject.place) if subject.stack else None,
            "filename": view.shown(subject.code.paths[0]) if subject.code else None,
            "boxes": [_box(answer, view) for answer in found],
        }
        for subject, found in checked
    ]
    document = {"functions": functions, "summary": _counts(checked)}
    return json.dumps(document, indent=2) + "\n"


def _box(answer: Answer, view: View) -> dict[str, Any]:
    return {
        "group": answer.box.group,
        "box": answer.box.text,
        "state": answer.state.value,
        "rules": list(answer.box.rules),
        "reason": answer.reason or None,
        "place": view.shown_place(answer.where) if answer.where else None,
    }


def _counts(checked: Checked) -> dict[str, int]:
    counted = Counter(answer.state for _, found in checked for answer in found)
    return {"functions": len(checked), **{state.value: counted[state] for state in State}}


def _print(checked: Checked, view: View) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from lambdafix.report.console import made

    console = made()
    if not console.is_terminal:
        sys.stdout.writelines(f"{row}\n" for row in _rows(checked, view))
        return
    for subject, found in checked:
        title = Text(printable(subject.name), "bold")
        title.append(
            f"  {printable(view.shown_place(subject.place) if subject.stack else view.shown(subject.place))}", "dim"
        )
        console.print(title, soft_wrap=True)
        table = Table(box=box.SIMPLE_HEAD, show_header=False, pad_edge=False, expand=False)
        table.add_column(width=3)
        table.add_column(min_width=20)
        table.add_column(overflow="fold")
        group = ""
        for answer in found:
            if answer.box.group != group:
                group = answer.box.group
                table.add_row("", Text(group, "bold cyan"), "")
            table.add_row(
                Text(_MARKS[answer.state], _STYLES[answer.state]), answer.box.text, Text(printable(_why(answer, view)))
            )
        console.print(table)
    console.print(_sum(checked))


def _rows(checked: Checked, view: View) -> Iterator[str]:
    """For programs: nothing is wrapped or cut, and each row says which function it is of."""
    for subject, found in checked:
        place = view.shown_place(subject.place) if subject.stack else view.shown(subject.place)
        for answer in found:
            why = _why(answer, view)
            row = f"{place}: {subject.name}: {_MARKS[answer.state]} {answer.box.group}: {answer.box.text}"
            yield printable(f"{row}: {why}" if why else row)
    yield _sum(checked)


def _sum(checked: Checked) -> str:
    counts = _counts(checked)
    functions = words.counted(counts["functions"], "function")
    return f"{functions}: {counts['ticked']} ticked, {counts['open']} open, {counts['unknown']} unknown"


def _why(answer: Answer, view: View) -> str:
    place = f"{view.shown_place(answer.where)}: " if answer.where else ""
    rule = f" ({', '.join(answer.box.rules)})" if answer.state is State.OPEN and len(answer.box.rules) == 1 else ""
    return f"{place}{answer.reason}{rule}"
