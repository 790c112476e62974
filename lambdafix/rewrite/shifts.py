"""Rows that move in or out because a statement is put around them or taken from around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from lambdafix.rewrite.changes import Change, Chunk, Kind, Order
from lambdafix.rewrite.errors import Unlocatable
from lambdafix.rewrite.layout import Layout, Line
from lambdafix.rewrite.record import Clause, Record, Wrapping


@dataclass(frozen=True, slots=True)
class _Shift:
    first: int
    last: int
    at: int
    """The column where whitespace is put in or taken out."""
    add: str = ""
    remove: int = 0
    wrapping: Wrapping | None = None


class Shifts:
    def __init__(self, layout: Layout, record: Record) -> None:
        self._layout = layout
        self._record = record
        shifts = [self._wrapped(wrapping) for wrapping in record.wrappings]
        shifts += [self._unwrapped(block) for statement in record.unwrapped if (block := _block(statement))]
        # the innermost first: what it changes lies to the right of all that the outer ones change
        self._shifts = sorted(shifts, key=lambda shift: -shift.at)

    def _wrapped(self, wrapping: Wrapping) -> _Shift:
        layout = self._layout
        first, last = layout.rows(wrapping.first), layout.rows(wrapping.last)
        column = len(layout.indent(first.first))
        return _Shift(first.comments, last.last, column, add=layout.unit(wrapping.first), wrapping=wrapping)

    def _unwrapped(self, block: cst.IndentedBlock) -> _Shift:
        layout = self._layout
        statement = self._layout.tree.parent[block]
        assert isinstance(statement, cst.With)
        rows = layout.rows(statement)
        head = layout.row(layout.tree.whole[block.header].end)
        width = len(block.indent or layout.tree.module.default_indent)
        return _Shift(head, rows.last, len(layout.indent(rows.first)), remove=width)

    def lead(self, row: int, before: Line | None = None, after: Line | None = None) -> str:
        """The leading whitespace of a row as it will be.

        With `before` or `after`: of a new row on that side of the statement, outside of what is put around a run that
        the statement begins or ends.
        """
        lead = self._layout.indent(row)
        for shift in self._shifts:
            wrapping = shift.wrapping
            if not shift.first <= row <= shift.last:
                continue
            if wrapping is not None and (wrapping.first is before or wrapping.last is after):
                continue
            lead = lead[: shift.at] + shift.add + lead[shift.at + shift.remove :]
        return lead

    def changes(self) -> Iterator[Change]:
        layout = self._layout
        for row in sorted({row for shift in self._shifts for row in range(shift.first, shift.last + 1)}):
            if layout.is_blank(row) or layout.in_string(row):
                continue
            start, old, new = layout.start(row), layout.indent(row), self.lead(row)
            if old != new:
                yield Change(start, start + len(old), new, Kind.INDENT)
        for statement in self._record.unwrapped:
            yield self._without_header(statement)

    def _without_header(self, statement: cst.With) -> Change:
        layout, tree = self._layout, self._layout.tree
        start = layout.start(layout.rows(statement).first)
        lead = self.lead(layout.rows(statement).first)
        body = statement.body
        if isinstance(body, cst.SimpleStatementSuite):
            return Change(start, tree.spans[body.body[0]].start, lead, Kind.REPLACE)
        assert isinstance(body, cst.IndentedBlock)
        end = tree.whole[body.header].end
        comments = [f"{lead}{comment}{layout.newline}" for comment in layout.comments_in(start, end)]
        return Change(start, end, "".join(comments), Kind.REPLACE)

    def chunks(self) -> Iterator[Chunk]:
        layout = self._layout
        for wrapping in self._record.wrappings:
            rows = layout.rows(wrapping.first)
            lead = self.lead(rows.first, before=wrapping.first)
            unit = layout.unit(wrapping.first)
            yield Chunk(layout.start(rows.comments), Order.HEADER, self._rows(wrapping.header, lead, unit))
            if wrapping.closing:
                end = layout.end(layout.rows(wrapping.last).last)
                yield Chunk(end, Order.CLOSING, self._rows(wrapping.closing, lead, unit))

        for clause in self._record.clauses:
            yield self._clause(clause)

    def _clause(self, clause: Clause) -> Chunk:
        """Below the comments that end the body, in the column of the `try`."""
        layout, parent = self._layout, self._layout.tree.parent
        rows = layout.rows(clause.last)
        around = parent[parent[clause.last]]
        if not isinstance(around, cst.Try):
            raise Unlocatable("a clause is to be added where there is no `try`")
        first = layout.rows(around).first
        lead, unit = self.lead(first), layout.unit(clause.last)
        text = self._rows(clause.code, lead, unit)
        if clause.repeated is not None:
            text += self._moved(clause.repeated, f"{lead}{unit}")
        last = below = rows.last
        while layout.is_blank(below + 1) or layout.is_comment(below + 1):
            below += 1
            if layout.is_comment(below) and len(layout.indent(below)) > len(layout.indent(first)):
                last = below
        return Chunk(layout.end(last), Order.CLOSING, text)

    def _moved(self, statement: Line, lead: str) -> str:
        """The rows of a statement, indented by `lead`. What lies in a string, or left of the statement, stays."""
        layout = self._layout
        rows = layout.rows(statement)
        own, text = layout.indent(rows.first), ""
        for row in range(rows.first, rows.last + 1):
            content = layout.content(row)
            moves = content.startswith(own) and not layout.in_string(row)
            text += f"{lead}{content[len(own) :]}{layout.newline}" if moves else f"{content}{layout.newline}"
        return text

    def _rows(self, code: str, lead: str, unit: str) -> str:
        text = ""
        for row in code.strip("\n").split("\n"):
            depth = (len(row) - len(row.lstrip(" "))) // 4
            text += f"{lead}{unit * depth}{row.lstrip(' ')}{self._layout.newline}"
        return text


def _block(statement: cst.With) -> cst.IndentedBlock | None:
    return statement.body if isinstance(statement.body, cst.IndentedBlock) else None
