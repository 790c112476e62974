"""What repairs one finding, recorded on libcst nodes and handed over as minimal text edits.

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        file = patch.file(plan.path)
        statement = file.statement(plan.statement)            # spans come from `detect`
        name = file.fresh_name("s3", "s3_client", released_in=[plan.function])
        boto3 = file.ensure_import("boto3")                   # "boto3", or the file's own alias
        file.add_to_module(f'{name} = {boto3}.client({file.quote("s3")})')
        file.remove(statement)
        file.unbind(plan.function, "s3")                      # the name the function no longer binds
        for use in plan.uses:
            file.replace(file.node(use, cst.Name), cst.Name(name))
        return None

Where the statement may stand at module level as it is, `file.move_to_module(statement)` does all of that. Statements
are given as nodes or as text with 4 spaces, LF and double quotes; they take on the file's indent, newline and quotes.

`Unlocatable` and `Unplaceable` may be left to the engine, which turns them into refusals.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from heapq import nlargest
from typing import TypeVar

import libcst as cst

from lambdafix.analysis.startup.import_order import NEVER
from lambdafix.analysis.syntax.scopes import Scopes
from lambdafix.errors import expect
from lambdafix.model import BindingChange, Change, Edit, Fix, Span
from lambdafix.rewrite import names
from lambdafix.rewrite.arguments import LINE_LENGTH, with_keywords
from lambdafix.rewrite.changes import Chunk, Order, edits_of
from lambdafix.rewrite.errors import CannotRewriteError, Unlocatable, Unplaceable
from lambdafix.rewrite.globals import globals_of, without
from lambdafix.rewrite.imports import Imports, NewImport
from lambdafix.rewrite.layout import Line, Statement
from lambdafix.rewrite.lowering import Lowering
from lambdafix.rewrite.outline import Outline
from lambdafix.rewrite.placement import NewCode, Placement
from lambdafix.rewrite.record import Addition, Clause, Insertion, Record, Wrapping
from lambdafix.rewrite.reduce import by_rows
from lambdafix.rewrite.render import NewStatement, Renderer
from lambdafix.rewrite.tree import Tree, TreeCache
from lambdafix.rewrite.unused import is_left_unused, shortened
from lambdafix.source import Source

_ROWS_OF_A_HABIT = 3
"""So many rows of a file are longer than formatters allow where its author does not wrap them."""

__all__ = ["CannotRewriteError", "FilePatch", "Patch", "Unlocatable", "Unplaceable"]

NodeT = TypeVar("NodeT", bound=cst.CSTNode)


class Patch:
    """The changes of one fix, over any number of files."""

    def __init__(self, trees: TreeCache) -> None:
        self._trees = trees
        self._files: dict[str, FilePatch] = {}
        self._texts: list[Edit] = []
        self._bindings: set[BindingChange] = set()
        self.alternatives: tuple[str, ...] = ()
        """Further names for what the fix binds at module level, in order of preference."""
        self.makes = ""
        """What that is, in a text that is the same for all that is the same."""

    def file(self, path: str) -> FilePatch:
        """Raises `Unlocatable` where the file cannot be parsed."""
        if path not in self._files:
            self._files[path] = FilePatch(self._trees.tree(path))
        return self._files[path]

    def replace_text(self, path: str, before: str, after: str) -> None:
        """Let the file's whole text, `before`, become `after`; rows that stay the same stay outside of the edits."""
        self._texts += by_rows(path, before, after)

    def splice(self, edit: Edit) -> None:
        """Record an edit of a template, as `lambdafix.rewrite.splice` makes it."""
        self._texts.append(edit)

    def source(self, path: str) -> Source:
        """The present text of any file of the project."""
        return self._trees.source(path)

    def bind_text(self, path: str, scope: str, name: str, change: Change) -> None:
        """Declare what a replaced text does to a name of a scope."""
        self._bindings.add(BindingChange(path, scope, name, change))

    def result(self, message: str) -> Fix:
        """Raises `Unplaceable` where a statement has no place, `CannotRewriteError` where changes contradict."""
        edits = tuple(edit for _, file in sorted(self._files.items()) for edit in file.edits())
        edits += tuple(self._texts)
        bindings = self._bindings.union(*(file.bindings for file in self._files.values()))
        ordered = tuple(sorted(bindings, key=lambda b: (b.path, b.scope, b.name, b.change.value)))
        return Fix(message, edits, ordered, self.alternatives, self.makes)


class FilePatch:
    """The changes of one fix in one file. All nodes and spans are those of the file's present text."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._outline = Outline.of(tree)
        self.layout = self._outline.layout
        self._record = Record()
        self._renderer = Renderer(tree, self._record.replaced)
        self._imports = Imports(self.layout, self._outline, tree.scopes)
        self.bindings: set[BindingChange] = set()

    # --- find

    def node(self, span: Span, kind: type[NodeT]) -> NodeT:
        """The node of class `kind` at exactly `span`. Raises `Unlocatable`."""
        expect("span", span, Span, "as module.span(node) gives it")
        return self.tree.node(span, kind)

    def statement(self, span: Span) -> Statement:
        """The statement at exactly `span` (an `ast` statement's): its line, or where it shares a line just itself.

        Raises `Unlocatable`.
        """
        expect("span", span, Span, "as module.span(statement) gives it")
        return self.layout.normal(self.tree.statement(span))

    def function(self, span: Span) -> cst.FunctionDef:
        return self.node(span, cst.FunctionDef)

    # --- change

    def replace(self, node: cst.CSTNode, new: cst.CSTNode) -> None:
        """Put `new` in the place of `node`: a statement for a statement, an expression for an expression.

        Comments on and above a replaced line stay. An expression that binds less tightly than its place demands needs
        parentheses of its own.
        """
        expect("node", node, cst.CSTNode, "as file.node(span, kind) gives it")
        expect("new", new, cst.CSTNode, "as file.parse_expression(text) makes it")
        if node not in self.tree.parent:
            raise TypeError(f"node: {type(node).__name__} is no node of this file; file.node(span, kind) gives one")
        if not isinstance(node, Statement):
            self._record.replaced[node] = new
            return
        if not isinstance(new, Statement):
            raise TypeError(f"new: a statement is replaced by a statement, not by {type(new).__name__}")
        old = self.layout.normal(node)
        if isinstance(old, cst.BaseSmallStatement):
            if isinstance(new, cst.SimpleStatementLine) and len(new.body) == 1 and not new.leading_lines:
                new = new.body[0]
            if not isinstance(new, cst.BaseSmallStatement):
                self.insert_before(old, new)
                self.remove(old)
                return
            self._record.replaced[old] = new
            return
        self._record.replaced[old] = self._renderer.as_line(new)

    def add_keywords(self, call: cst.Call, keywords: Mapping[str, str]) -> None:
        """Give a call further arguments, name -> expression, laid out as it is: one a line, or all in a row."""
        expect("call", call, cst.Call, "as file.node(span, cst.Call) gives it")
        expect("keywords", keywords, Mapping)
        text = ", ".join(f"{name}={value}" for name, value in keywords.items())
        self.replace(call, with_keywords(call, keywords, spread=self._is_long(call, text), deeper=self._deeper(call)))

    def _deeper(self, call: cst.Call) -> str:
        """How much further the row of a call is indented than the statement that it is a part of."""
        source, spans = self.tree.source, self.tree.spans
        around = (cst.BaseSmallStatement, cst.BaseCompoundStatement)
        statement = next(above for above in self.tree.ancestors(call) if isinstance(above, around))
        row, first = (source.line(source.position(spans[node].start).row) for node in (call, statement))
        own, outer = (line[: len(line) - len(line.lstrip())] for line in (row, first))
        return own.removeprefix(outer)

    def _is_long(self, call: cst.Call, added: str) -> bool:
        """Whether the text added to a call on one line makes it longer than formatters allow, and than the file has."""
        source, span = self.tree.source, self.tree.spans[call]
        row = source.position(span.start).row
        width = max(
            LINE_LENGTH, *nlargest(_ROWS_OF_A_HABIT, map(len, source.text.splitlines()))[_ROWS_OF_A_HABIT - 1 :]
        )
        return "\n" not in source.slice(span) and len(source.line(row).rstrip() + added) > width

    def remove(self, statement: Statement) -> None:
        """Remove a statement with the comments that are its own. A block that it leaves empty gets a `pass`."""
        statement = self.layout.normal(statement)
        if statement not in self._record.removed:
            self._record.removed.append(statement)

    def unwrap(self, statement: cst.With) -> None:
        """Take a `with` away from around its body."""
        self._record.unwrapped.append(statement)

    def wrap(self, first: Statement, last: Statement, header: str, closing: str = "") -> None:
        """Put a compound statement around a run of siblings: `header` "try:", `closing` "finally:\\n    close()".

        Statements inserted before `first` and after `last` stay outside. Raises `Unlocatable` where the run shares a
        line.
        """
        first, last = self.layout.normal(first), self.layout.normal(last)
        if not isinstance(first, Line) or not isinstance(last, Line):
            raise Unlocatable("a statement that shares its line cannot be put into a block")
        if not any(sibling is last for sibling in self.layout.siblings(first)):
            raise Unlocatable("the statements do not stand in one block")
        self._record.wrappings.append(Wrapping(first, last, header, closing))

    def add_clause(self, last: Statement, code: str, repeated: Statement | None = None) -> None:
        """Give the `try` whose body `last` ends a first clause, "except KeyError:\\n    pass".

        `repeated`, a statement of the body, is to end the clause as well. Raises `Unlocatable` where it shares a line.
        """
        last, again = self.layout.normal(last), self.layout.normal(repeated) if repeated is not None else None
        if not isinstance(last, Line) or not (again is None or isinstance(again, Line)):
            raise Unlocatable("a statement that shares its line cannot stand beside a clause")
        self._record.clauses.append(Clause(last, code, again))

    def undeclare(self, where: cst.FunctionDef | cst.Global, name: str) -> None:
        """Take `name` out of a `global` statement, or of all of a function's."""
        for statement in globals_of(where, name) if isinstance(where, cst.FunctionDef) else (where,):
            left = without(statement, name)
            self.remove(statement) if left is None else self.replace(statement, left)

    def insert_before(self, statement: Statement, *new: NewStatement) -> None:
        """Above the comments that belong to `statement`."""
        self._insert(statement, Order.BEFORE, new)

    def insert_after(self, statement: Statement, *new: NewStatement) -> None:
        self._insert(statement, Order.AFTER, new)

    def insert_at_top(self, function: cst.FunctionDef, *new: NewStatement) -> None:
        """As the first thing the function does: after its docstring and leading `global` and `nonlocal`."""
        body = function.body
        if isinstance(body, cst.SimpleStatementSuite):
            self._insert(body.body[0], Order.BEFORE, new)
            return
        lines = list(body.body)
        heads = 0
        while heads < len(lines) and _heads_a_body(lines[heads], heads):
            heads += 1
        if heads < len(lines):
            self._insert(_line(lines[heads]), Order.BEFORE, new)
        else:
            self._insert(_line(lines[-1]), Order.AFTER, new)

    def _insert(self, anchor: Statement, order: Order, new: tuple[NewStatement, ...]) -> None:
        lines = tuple(self._renderer.as_line(statement) for statement in new)
        self._record.insertions.append(Insertion(self.layout.normal(anchor), order, lines))

    # --- at module level

    def add_to_module(
        self,
        *new: NewStatement,
        depends_on: frozenset[str] = frozenset(),
        after: Statement | None = None,
        above: int = NEVER,
        below: int = 0,
    ) -> None:
        """Put new statements where a reader looks for them: after the imports and all they name, beside their kind.

        What the statements themselves name is found in them; `depends_on` adds to it. `after` asks for the place
        directly after that top-level statement; the import uses what is new from the row `above` on, and completes
        what it needs by the row `below`. `result` raises `Unplaceable` where there is no right place. Declares the
        names bound.
        """
        anchor = self.layout.normal(after) if after is not None else None
        if anchor is not None and not isinstance(anchor, Line):
            raise Unplaceable("the statement to stand beside shares its line")
        for statement in new:
            line = self._renderer.as_line(statement)
            self._record.additions.append(Addition(line, depends_on, anchor, above, below))
            for name in self._code(line).binds:
                self.bind("", name)

    def move_to_module(
        self, statement: Statement, after: Statement | None = None, above: int = NEVER, below: int = 0
    ) -> None:
        """Move a function's statement to module level, with its comments, and declare the bindings that move.

        The names it binds must be free at module level. `result` raises `Unplaceable` where what it needs is not bound
        there.
        """
        statement = self.layout.normal(statement)
        scope = self._function_of(statement)
        self.add_to_module(self.taken(statement), after=after, above=above, below=below)
        # what it bound as it stands, whatever a replacement inside it binds
        node = self.tree.ast_statement(self.tree.spans[statement])
        for name in Scopes(ast.Module([node], [])).module.bindings:
            self.unbind(scope, name)

    def taken(self, statement: Statement) -> Line:
        """Remove a statement and give it back, with the comments that are its own, to be put elsewhere."""
        statement = self.layout.normal(statement)
        self.remove(statement)
        return self._with_comments(statement)

    def _with_comments(self, statement: Statement) -> Line:
        """A statement as a line of its own, with the comments that belong to it."""
        line = self._renderer.as_line(statement)
        if isinstance(statement, Line):
            rows = self.layout.rows(statement)
            comments = [self.layout.content(row).strip() for row in range(rows.own, rows.first)]
            line = line.with_changes(leading_lines=[cst.EmptyLine(comment=cst.Comment(text)) for text in comments])
        return line

    def _code(self, line: Line, declared: frozenset[str] = frozenset()) -> NewCode:
        return NewCode.of(self._renderer.render(line, ""), declared)

    def _function_of(self, statement: Statement) -> str:
        scopes = self.tree.scopes
        scope = scopes.scope_at(self.tree.ast_statement(self.tree.spans[statement]))
        function = scope.function()
        return function.qualname if function is not None else ""

    # --- imports

    def ensure_import(self, module: str, name: str | None = None) -> str:
        """The expression for `module`, or for `name` of it, at module level; imports it where the file does not.

        ("boto3") may answer "b3", ("functools", "cache") may answer "functools.cache": the file's own way is kept.
        """
        existing = self._imports.existing(module, name)
        if existing is not None:
            return existing
        for wanted in self._record.imports:
            if (wanted.module, wanted.name) == (module, name):
                return wanted.expression
        new, expression = self._imports.new(module, name)
        self._import(new)
        return expression

    def move_import(self, statement: Statement) -> None:
        """Move a function's import to the module's imports, or drop it where the module has the same already.

        Raises `Unplaceable` where the module uses the name for something else.
        """
        node = self.tree.ast_statement(self.tree.spans[statement])
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            raise Unlocatable("the statement to move is no import")
        scope = self._function_of(statement)
        for new in NewImport.of(node):
            if new.name == "*" or self._imports.is_taken(new):
                raise Unplaceable(f"`{new.local}` means something else elsewhere in {self.tree.source.path}")
            if self._imports.existing(new.module, new.name) != new.expression:
                self._import(new)
            self.unbind(scope, new.local)
        self.remove(statement)

    def drop_import_if_unused(self, name: str) -> None:
        """Remove the module-level import that binds `name`, if this patch takes its last use."""
        self._record.unneeded.append(name)

    def _import(self, new: NewImport) -> None:
        if new not in self._record.imports:
            self._record.imports.append(new)
        self.bind("", new.local)

    # --- names and text

    def fresh_name(self, preferred: str, *alternatives: str, released_in: Collection[str] = ()) -> str:
        """The first of the names that nothing in the file has: no scope, builtin or keyword; else one with a number.

        `released_in` holds qualified names of functions whose own binding of the name goes away.
        """
        taken = names.names_in_use(self.tree.scopes, released_in)
        added = {change.name for change in self.bindings if change.change is Change.ADDED}
        return names.fresh((preferred, *alternatives), taken | added)

    def parse_statement(self, text: str) -> Line:
        return self._renderer.parse_statement(text)

    def parse_expression(self, text: str) -> cst.BaseExpression:
        return self._renderer.parse_expression(text)

    def quote(self, text: str) -> str:
        """`text` as a string literal in the quotes the file prefers."""
        return self._renderer.quote(text)

    def code(self, node: cst.CSTNode) -> str:
        """The text of a node of this file, as it stands."""
        return self.tree.source.slice(self.tree.spans[node])

    def bind(self, scope: str, name: str) -> None:
        """Declare that `name` is now bound in `scope`: a function's qualified name, "" for the module."""
        self.bindings.add(BindingChange(self.tree.source.path, scope, name, Change.ADDED))

    def unbind(self, scope: str, name: str) -> None:
        """Declare that nothing in `scope` binds `name` any more."""
        self.bindings.add(BindingChange(self.tree.source.path, scope, name, Change.REMOVED))

    def uncover(self, scope: str, name: str) -> None:
        """Declare that nothing in `scope` binds `name` any more, and that its uses mean the module's `name` instead."""
        self.unbind(scope, name)
        self.bindings.add(BindingChange(self.tree.source.path, scope, name, Change.UNCOVERED))

    # --- result

    def edits(self) -> tuple[Edit, ...]:
        edits = self._edits()
        if self._drop_unneeded(edits):
            edits = self._edits()
        return edits

    def _edits(self) -> tuple[Edit, ...]:
        lowering = Lowering(self.layout, self._renderer, self._record)
        changes, chunks = list(lowering.changes()), list(lowering.chunks())
        available: dict[str, int] = {}
        for imports, placed in self._imports.place(self._record.imports):
            if isinstance(placed, Chunk):
                chunks.append(placed)
                row = self.layout.row(placed.offset) - 1
            else:
                changes.append(placed)
                row = self.layout.row(placed.start)
            available |= dict.fromkeys((new.local for new in imports), row)
        chunks += self._additions(available)
        return edits_of(self.layout, changes, chunks)

    def _additions(self, available: dict[str, int]) -> list[Chunk]:
        placement = Placement(self._outline, self.tree.scopes)
        chunks = []
        for addition in self._record.additions:
            code = self._code(addition.new, addition.declared)
            slot = placement.slot(code, available, addition.after, addition.above, addition.below)
            offset = self.layout.end(slot.row) if slot.row else 0
            text = self._renderer.render(addition.new, "")
            chunks.append(Chunk(offset, Order.MODULE, text, slot.before, slot.after, slot.apart))
            available |= dict.fromkeys(code.binds, slot.row)
        return chunks

    def _drop_unneeded(self, edits: tuple[Edit, ...]) -> bool:
        dropped = False
        for name in self._record.unneeded:
            if not is_left_unused(self.tree, name, edits):
                continue
            if (found := shortened(self._outline, name)) is not None:
                statement, left = found
                self.remove(statement) if left is None else self.replace(statement, left)
                self.unbind("", name)
                dropped = True
        self._record.unneeded.clear()
        return dropped


def _line(statement: cst.CSTNode) -> Line:
    assert isinstance(statement, Line)
    return statement


def _heads_a_body(statement: cst.CSTNode, index: int) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    first = statement.body[0]
    if isinstance(first, (cst.Global, cst.Nonlocal)):
        return True
    return (
        index == 0
        and isinstance(first, cst.Expr)
        and isinstance(first.value, (cst.SimpleString, cst.ConcatenatedString))
    )
