"""From the operations recorded for one file to changes of its text."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lambdafix.rewrite.changes import Change, Chunk, Kind, Order
from lambdafix.rewrite.errors import Unlocatable
from lambdafix.rewrite.layout import Layout, Line, Statement
from lambdafix.rewrite.record import Insertion, Record
from lambdafix.rewrite.render import Renderer, unterminated
from lambdafix.rewrite.shifts import Shifts

Suite = cst.SimpleStatementLine | cst.SimpleStatementSuite


class Lowering:
    def __init__(self, layout: Layout, renderer: Renderer, record: Record) -> None:
        self._layout = layout
        self._renderer = renderer
        self._record = record
        self._shifts = Shifts(layout, record)
        self._removed = set(record.removed)
        self._anchors = {insertion.anchor for insertion in record.insertions}

    def changes(self) -> Iterator[Change]:
        yield from self._suites()
        yield from self._replacements()
        yield from self._removals()
        yield from self._shifts.changes()

    def chunks(self) -> Iterator[Chunk]:
        for insertion in self._record.insertions:
            if isinstance(insertion.anchor, Line):
                yield self._inserted(insertion, insertion.anchor)
        yield from self._shifts.chunks()

    def _inserted(self, insertion: Insertion, anchor: Line) -> Chunk:
        rows = self._layout.rows(anchor)
        before = insertion.order is Order.BEFORE
        lead = self._shifts.lead(rows.first, before=anchor) if before else self._shifts.lead(rows.first, after=anchor)
        text = "".join(self._renderer.render(new, lead) for new in insertion.new)
        apart = before and isinstance(anchor, (cst.FunctionDef, cst.ClassDef))
        offset = self._layout.start(rows.comments) if before else self._layout.end(rows.last)
        return Chunk(offset, insertion.order, text, after=1 if apart else 0)

    # --- statements that share a row

    def _suites(self) -> Iterator[Change]:
        touched: dict[Suite, None] = {}
        for statement in (*self._removed, *self._anchors):
            if isinstance(statement, cst.BaseSmallStatement):
                touched[self._layout.suite_of(statement)] = None
        for suite in touched:
            if not self._goes_whole(suite):
                yield self._rebuilt(suite)

    def _goes_whole(self, suite: Suite) -> bool:
        return isinstance(suite, cst.SimpleStatementLine) and all(
            small in self._removed and small not in self._anchors for small in suite.body
        )

    def _rebuilt(self, suite: Suite) -> Change:
        """The row's statements without the removed ones: on one row, or on one each where new ones stand among them."""
        row = self._layout.row(self._layout.span(suite.body[0])[0])
        start = self._layout.span(suite.body[0])[0]
        end = self._layout.tree.whole[suite.body[-1]].end
        lead = self._shifts.lead(row)
        if not self._anchors.isdisjoint(suite.body):
            head = ""
            if isinstance(suite, cst.SimpleStatementSuite):
                start = self._layout.tree.whole[suite.leading_whitespace].start
                lead += self._layout.unit(self._layout.line_of(suite))
                head = self._layout.newline + lead
            return Change(start, end, head + self._unfolded(suite, lead), Kind.REPLACE)
        kept = [self._small(small, lead) for small in suite.body if small not in self._removed]
        return Change(start, end, "; ".join(kept) or "pass", Kind.REPLACE)

    def _unfolded(self, suite: Suite, lead: str) -> str:
        rows: list[str] = []
        for small in suite.body:
            rows += self._new_beside(small, Order.BEFORE, lead)
            if small not in self._removed:
                rows.append(lead + self._small(small, lead))
            rows += self._new_beside(small, Order.AFTER, lead)
        return self._layout.newline.join(rows).removeprefix(lead)

    def _new_beside(self, anchor: Statement, order: Order, lead: str) -> list[str]:
        return [
            self._renderer.render(new, lead).removesuffix(self._layout.newline)
            for insertion in self._record.insertions
            if insertion.anchor is anchor and insertion.order is order
            for new in insertion.new
        ]

    def _small(self, small: cst.BaseSmallStatement, lead: str) -> str:
        return self._renderer.render(unterminated(self._renderer.substituted(small)), lead)

    # --- replacements

    def _replacements(self) -> Iterator[Change]:
        for old, new in self._record.replaced.items():
            if isinstance(old, cst.SimpleStatementLine) and isinstance(new, cst.SimpleStatementLine):
                yield self._replaced_row(old, new)
            elif isinstance(old, Line):
                assert isinstance(new, Line)
                yield self._replaced_rows(old, new)
            else:
                yield self._replaced_node(old, new)

    def _replaced_row(self, old: cst.SimpleStatementLine, new: cst.SimpleStatementLine) -> Change:
        """The comments that stand on and above the row stay."""
        start, end = self._layout.span(old)
        lead = self._shifts.lead(self._layout.row(start))
        added = self._new_comments(old, new)
        trailing = new.trailing_whitespace
        if trailing.comment is None or old.trailing_whitespace.comment is not None:
            trailing = cst.TrailingWhitespace()
        bare = new.with_changes(leading_lines=added, trailing_whitespace=trailing)
        content = self._renderer.render(bare, lead).removesuffix(self._layout.newline)
        return Change(start, end, content.removeprefix(lead), Kind.REPLACE)

    def _replaced_rows(self, old: Line, new: Line) -> Change:
        rows = self._layout.rows(old)
        start, end = self._layout.start(rows.first), self._layout.end(rows.last)
        bare = new.with_changes(leading_lines=self._new_comments(old, new))
        content = self._renderer.render(bare, self._shifts.lead(rows.first))
        return Change(start, end, content, Kind.REPLACE)

    @staticmethod
    def _new_comments(old: Line, new: Line) -> list[cst.EmptyLine]:
        known = {line.comment.value for line in old.leading_lines if line.comment}
        return [line for line in new.leading_lines if line.comment and line.comment.value not in known]

    def _replaced_node(self, old: cst.CSTNode, new: cst.CSTNode) -> Change:
        start, end = self._layout.span(old)
        lead = self._shifts.lead(self._layout.rows(self._layout.line_of(old)).first)
        return Change(start, end, self._renderer.render(_within_span(old, new), lead), Kind.REPLACE)

    # --- removals

    def _removals(self) -> Iterator[Change]:
        blocks: dict[cst.CSTNode, None] = {}
        for statement in self._removed:
            if isinstance(statement, cst.BaseSmallStatement):
                suite = self._layout.suite_of(statement)
                if self._goes_whole(suite):
                    blocks[self._layout.tree.parent[suite]] = None
            else:
                blocks[self._layout.tree.parent[statement]] = None
        for block in blocks:
            if not isinstance(block, (cst.IndentedBlock, cst.Module)):
                raise Unlocatable("a statement to remove stands in no block of its own")
            yield from self._removed_runs(block)

    def _is_removed(self, line: Line) -> bool:
        return line in self._removed or (isinstance(line, cst.SimpleStatementLine) and self._goes_whole(line))

    def _removed_runs(self, block: cst.IndentedBlock | cst.Module) -> Iterator[Change]:
        lines: list[Line] = list(block.body)  # type: ignore[arg-type]
        emptied = isinstance(block, cst.IndentedBlock) and all(map(self._is_removed, lines))
        if emptied and self._anchors.isdisjoint(lines):
            rows = self._layout.rows(lines[0])
            content = f"{self._shifts.lead(rows.first)}pass{self._layout.newline}"
            start, end = self._layout.start(rows.own), self._layout.end(self._layout.rows(lines[-1]).last)
            yield Change(start, end, content, Kind.REMOVE)
            return
        index = 0
        while index < len(lines):
            if not self._is_removed(lines[index]):
                index += 1
                continue
            first = index
            index += 1
            while index < len(lines) and self._is_removed(lines[index]) and not self._has_comments_above(lines[index]):
                index += 1
            yield self._removed_run(lines, first, index - 1, isinstance(block, cst.Module))

    def _has_comments_above(self, line: Line) -> bool:
        """Whether comments that are not its own stand above the line, and stay."""
        rows = self._layout.rows(line)
        return rows.comments < rows.own

    def _removed_run(self, lines: list[Line], first: int, last: int, at_top: bool) -> Change:
        layout = self._layout
        top, bottom = layout.rows(lines[first]).own, layout.rows(lines[last]).last
        above, below = layout.blanks_before(top), layout.blanks_after(bottom)
        if self._anchors.isdisjoint(lines[first : last + 1]):
            if last == len(lines) - 1 and first:
                top -= above
            elif first == 0 and not at_top:
                bottom += below
            else:
                bottom += min(above, below) if top - above > 1 else below
        return Change(layout.start(top), layout.end(bottom), "", Kind.REMOVE)


def _within_span(old: cst.CSTNode, new: cst.CSTNode) -> cst.CSTNode:
    """`new` without what stands outside a node's span: a semicolon, a comma, and the parentheses `old` has already."""
    if isinstance(new, cst.BaseSmallStatement):
        return unterminated(new)
    if getattr(new, "comma", None) is not None:
        return new.with_changes(comma=cst.MaybeSentinel.DEFAULT)
    if isinstance(old, cst.BaseExpression) and isinstance(new, cst.BaseExpression):
        kept = min(len(old.lpar), len(new.lpar))
        return new.with_changes(lpar=new.lpar[kept:], rpar=new.rpar[: len(new.rpar) - kept])
    return new
