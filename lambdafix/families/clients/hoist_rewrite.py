"""Carries out a `Hoist`: what a function builds per request is built once, and the function uses that."""

from __future__ import annotations

import ast

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.clients.construction import Construction, Form
from lambdafix.families.clients.hoist import Hoist, Names, Way
from lambdafix.model import Refusal
from lambdafix.rewrite.arguments import with_keywords
from lambdafix.rewrite.layout import Statement
from lambdafix.rewrite.patch import CannotRewriteError, FilePatch, Patch, Unplaceable

Local = ast.Assign | ast.AnnAssign

_SIMPLE = (ast.Constant, ast.Name, ast.Attribute, ast.Subscript)


def carry_out(plan: Hoist, module: Module, patch: Patch) -> Refusal | None:
    """Record in `patch` what `plan` says."""
    patch.alternatives, patch.makes = plan.alternatives, plan.recipe
    return _Hoisting(plan, module, patch.file(module.path)).run()


class _Hoisting:
    def __init__(self, plan: Hoist, module: Module, file: FilePatch) -> None:
        self._plan = plan
        self._module = module
        self._file = file
        self._construction: Construction[object] = plan.construction  # type: ignore[type-var]
        self._function = module.qualname(plan.construction.function)

    def run(self) -> Refusal | None:
        if self._plan.way is Way.CACHE:
            self._cache_factory()
            return None
        if not self._can_close():
            return Refusal("it is closed in a block of its own", "take that block out, and let the object live on")
        for statement in self._plan.closes:
            self._file.remove(self._file.statement(self._module.span(statement)))
        match self._plan.way:
            case Way.MODULE:
                self._to_module()
            case Way.GETTER:
                self._add_getter()
                self._use_what_is_there()
            case Way.REUSE:
                self._use_what_is_there()
        return None

    # --- a factory

    def _cache_factory(self) -> None:
        factory = self._file.function(self._module.span(self._construction.function))
        decorator = cst.Decorator(self._file.parse_expression(self._file.ensure_import("functools", "cache")))
        self._file.replace(factory, factory.with_changes(decorators=[decorator]))
        self._make_last()

    # --- module level

    def _to_module(self) -> None:
        self._take_inputs_along()
        construction, name = self._construction, self._plan.name
        if construction.form is Form.LOCAL:
            self._make_last()
            self._rename(construction.statement, construction.local, name)
            self._file.move_to_module(
                self._statement(construction.statement), above=self._plan.above, below=self._plan.below
            )
            return
        call = self._file.node(self._module.span(construction.call), cst.Call)
        made = cst.Assign([cst.AssignTarget(cst.Name(name))], self._lasting(call))
        self._file.add_to_module(made, above=self._plan.above, below=self._plan.below)
        if construction.form is Form.WITH:
            self._unwrap()
        else:
            self._file.replace(call, cst.Name(name))

    def _unwrap(self, first: str = "") -> None:
        """Take the with statement away; `first` is a statement to stand in its place."""
        construction = self._construction
        statement = self._file.node(self._module.span(construction.statement), cst.With)
        self._file.unwrap(statement)
        if first:
            self._file.insert_before(statement, first)
        else:
            self._let_go()
            self._rename_uses(self._plan.name)
        self._file.drop_import_if_unused("closing")
        self._file.drop_import_if_unused("contextlib")

    def _make_last(self) -> None:
        """Give the call, where it stands, what it lacks."""
        if self._plan.keywords:
            call = self._file.node(self._module.span(self._construction.call), cst.Call)
            self._file.add_keywords(call, self._plan.keywords)

    def _lasting(self, call: cst.Call) -> cst.Call:
        """A copy of the call with what it lacks."""
        if not self._plan.keywords:
            return call.with_changes()
        return with_keywords(call, self._plan.keywords, spread=False)

    # --- what it is built from

    def _take_inputs_along(self) -> None:
        """Bring what the construction depends on to module level: moved, or written out where it is used."""
        for statement in self._construction.inputs.imports:
            self._file.move_import(self._statement(statement))
        names = Names(self._module, [self._construction])
        for local in self._construction.inputs.locals:
            movable = names.is_free(_target(local).id, _value(local))
            is_plain = isinstance(local.value, _SIMPLE) and not self._is_shared(local) and not self._comments(local)
            if self._can_fold(local) and (is_plain or not movable):
                self._fold(local)
            elif movable:
                self._file.move_to_module(self._statement(local))
            else:
                raise Unplaceable(f"`{_target(local).id}` means something else at module level")

    def _fold(self, local: Local) -> None:
        """Write the value of a local variable out in its place, and remove it where nothing else uses it."""
        value = self._file.node(self._module.span(_value(local)), cst.BaseExpression)  # type: ignore[type-abstract]
        for use in self._uses_inside(local):
            self._file.replace(self._file.node(self._module.span(use), cst.Name), value.with_changes())
        if not self._is_shared(local):
            self._file.remove(self._statement(local))
            self._file.unbind(self._function, _target(local).id)

    def _can_fold(self, local: Local) -> bool:
        """Whether every use in the construction is an argument or the object itself, and no comment would be lost."""
        plain = all(
            isinstance(self._module.parent(use), ast.Call | ast.keyword | ast.Attribute | ast.Assign)
            for use in self._uses_inside(local)
        )
        return plain and (self._is_shared(local) or not self._comments(local))

    def _uses_inside(self, local: Local) -> list[ast.Name]:
        """The uses of a local variable in the construction and in its other inputs."""
        inputs = self._construction.inputs.locals
        inside = [self._construction.call, *(other.value for other in inputs if other is not local and other.value)]
        own = {node for expression in inside for node in ast.walk(expression)}
        return [use for use in self._uses(local) if use in own]

    def _is_shared(self, local: Local) -> bool:
        return len(self._uses(local)) > len(self._uses_inside(local))

    def _uses(self, local: Local) -> list[ast.Name]:
        target = _target(local)
        owner = self._module.scopes.resolve(target.id, self._module.scopes.scope_at(target))
        assert owner is not None, "an input has a binding"
        return self._module.scopes.uses_of(target.id, owner)

    # --- a getter

    def _add_getter(self) -> None:
        for statement in self._construction.inputs.imports:
            self._file.move_import(self._statement(statement))
        body: list[cst.BaseStatement] = []
        for local in self._construction.inputs.locals:
            calls = any(isinstance(node, ast.Call) for node in ast.walk(_value(local)))
            if isinstance(local.value, _SIMPLE) and not calls and self._can_fold(local):
                self._fold(local)
                continue
            if self._is_shared(local):
                line = self._file.node(self._module.span(local), cst.Assign | cst.AnnAssign)  # type: ignore[arg-type]
                body.append(cst.SimpleStatementLine([line.with_changes()]))
            else:
                body.append(self._file.taken(self._statement(local)))
                self._file.unbind(self._function, _target(local).id)
        call = self._file.node(self._module.span(self._construction.call), cst.Call)
        body.append(cst.SimpleStatementLine([cst.Return(self._lasting(call))]))
        cache = self._file.ensure_import("functools", "cache")
        getter = self._file.parse_statement(f"@{cache}\ndef {self._plan.name}():\n    return None\n")
        assert isinstance(getter, cst.FunctionDef)
        getter = getter.with_changes(body=getter.body.with_changes(body=body))
        self._file.add_to_module(getter, above=self._plan.above, below=self._plan.below)

    # --- the function afterwards

    def _use_what_is_there(self) -> None:
        """Have the function use the plan's name instead of the construction."""
        construction, plan = self._construction, self._plan
        there = f"{plan.name}()" if plan.callable else plan.name
        if construction.form is Form.WITH:
            self._unwrap(f"{construction.local} = {there}" if plan.callable else "")
        elif (
            construction.form is Form.LOCAL and not plan.callable and not self._comments_beside(construction.statement)
        ):
            self._give_comments_to(plan.name)
            self._file.remove(self._statement(construction.statement))
            self._let_go()
            self._rename_uses(plan.name)
        elif plan.name == construction.local:
            raise CannotRewriteError("the comment beside it would be lost", "move the comment")
        else:
            call = self._file.node(self._module.span(construction.call), cst.Call)
            self._file.replace(call, self._file.parse_expression(there))
        if plan.way is Way.REUSE:
            self._drop_inputs()

    def _let_go(self) -> None:
        """Declare that the function no longer binds the local, whose uses stay where the module has the same name."""
        local = self._construction.local
        if self._plan.way is Way.REUSE and self._plan.name == local:
            self._file.uncover(self._function, local)
        else:
            self._file.unbind(self._function, local)

    def _give_comments_to(self, name: str) -> None:
        """Put the comments of the construction above the module's own."""
        comments = self._comments_above(self._construction.statement)
        binding = self._module.scopes.module.bindings[name][0]
        line = self._file.layout.line_of(self._statement(self._module.statement(binding.node)))
        if comments and isinstance(line, cst.SimpleStatementLine):
            lines = [cst.EmptyLine(comment=cst.Comment(text)) for text in comments]
            self._file.replace(line, line.with_changes(leading_lines=[*line.leading_lines, *lines]))

    def _drop_inputs(self) -> None:
        for local in reversed(self._construction.inputs.locals):
            if not self._is_shared(local) and not self._comments(local):
                self._file.remove(self._statement(local))
                self._file.unbind(self._function, _target(local).id)

    def _rename(self, statement: ast.stmt, old: str, new: str) -> None:
        if old == new:
            return
        target = next(n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        self._file.replace(self._file.node(self._module.span(target), cst.Name), cst.Name(new))
        self._rename_uses(new)

    def _rename_uses(self, new: str) -> None:
        gone = {node for statement in self._plan.closes for node in ast.walk(statement)}
        for use in self._construction.uses:
            if use.id != new and use not in gone:
                self._file.replace(self._file.node(self._module.span(use), cst.Name), cst.Name(new))

    # --- small questions

    def _statement(self, statement: ast.stmt) -> Statement:
        return self._file.statement(self._module.span(statement))

    def _comments(self, statement: ast.stmt) -> bool:
        """Whether comments would go where the statement goes."""
        return bool(self._comments_above(statement)) or self._comments_beside(statement)

    def _comments_above(self, statement: ast.stmt) -> list[str]:
        layout = self._file.layout
        rows = layout.rows(layout.line_of(self._statement(statement)))
        return [layout.content(row).strip() for row in range(rows.own, rows.first)]

    def _comments_beside(self, statement: ast.stmt) -> bool:
        layout = self._file.layout
        rows = layout.rows(layout.line_of(self._statement(statement)))
        return any(layout.comments_in(layout.start(rows.first), layout.end(rows.last)))

    def _can_close(self) -> bool:
        gone = {*self._plan.closes, self._construction.statement}
        return all(not set(self._module.block(statement)) <= gone for statement in self._plan.closes)


def _target(local: Local) -> ast.Name:
    target = local.targets[0] if isinstance(local, ast.Assign) else local.target
    assert isinstance(target, ast.Name), "an input is one plain assignment"
    return target


def _value(local: Local) -> ast.expr:
    assert local.value is not None, "an input is assigned a value"
    return local.value
