"""Writes a checked getter: one lasting database connection, alive and without an open transaction each time."""

from __future__ import annotations

import ast

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.clients.connections import CheckedGetter
from lambdafix.families.clients.construction import Form
from lambdafix.families.clients.drivers import Driver, Leaving, Opened
from lambdafix.model import Refusal
from lambdafix.rewrite.patch import FilePatch, Patch

_LIVES = """\
def {name}():
    global {holder}
    if {holder} is None or not {lives}:
        {holder} = None
    else:
        {check}
    return {holder}
"""
_CHECKED = """\
def {name}():
    global {holder}
    if {holder} is not None:
        try:
            {check}
            return {holder}
        except {error}:
            {holder} = None
    {holder} = None
    return {holder}
"""


def carry_out(plan: CheckedGetter, module: Module, patch: Patch) -> Refusal | None:
    """Record in `patch` what `plan` says."""
    return _Getter(plan, module, patch.file(module.path)).run()


class _Getter:
    def __init__(self, plan: CheckedGetter, module: Module, file: FilePatch) -> None:
        self._plan = plan
        self._module = module
        self._file = file
        self._driver: Driver = plan.connection.product.driver
        self._function = module.qualname(plan.connection.function)

    def run(self) -> Refusal | None:
        plan = self._plan
        if plan.is_factory:
            self._turn_factory()
            return None
        if not plan.exists:
            self._file.add_to_module(f"{plan.holder} = None")
            self._file.add_to_module(self._definition(self._opening()), depends_on=frozenset())
        self._end_instead_of_closing()
        if plan.connection.form is Form.WITH and self._leaving is not Leaving.COMMITS:
            self._enter_otherwise()
        else:
            call = self._file.node(self._module.span(plan.connection.call), cst.Call)
            self._file.replace(call, self._file.parse_expression(f"{plan.name}()"))
        return None

    # --- the getter

    def _definition(self, opening: list[cst.BaseStatement]) -> cst.FunctionDef:
        """The function, with `opening` in the place of the line that is to open the connection."""
        plan, driver = self._plan, self._driver
        depth = "        " if driver.lives else "            "
        check = f"\n{depth}".join("\n".join(driver.check).format(c=plan.holder).split("\n"))
        lives = driver.lives.format(c=plan.holder)
        template = _LIVES if driver.lives else _CHECKED
        error = "" if driver.lives else error_of(plan.connection.product, self._module, self._file)
        text = template.format(name=plan.name, holder=plan.holder, check=check, error=error, lives=lives)
        definition = self._file.parse_statement(text)
        assert isinstance(definition, cst.FunctionDef)
        return _with_opening(definition, opening, inside=bool(driver.lives))

    def _opening(self) -> list[cst.BaseStatement]:
        """What opens the connection: the inputs that come along, then the call."""
        connection = self._plan.connection
        for needed in connection.inputs.imports:
            self._file.move_import(self._file.statement(self._module.span(needed)))
        lines: list[cst.BaseStatement] = []
        for local in connection.inputs.locals:
            statement = self._file.statement(self._module.span(local))
            if self._is_shared(local):
                assert isinstance(statement, cst.SimpleStatementLine | cst.BaseSmallStatement)
                lines.append(cst.SimpleStatementLine(_copied(statement)))
            else:
                lines.append(self._file.taken(statement))
                self._file.unbind(self._function, _name(local))
        call = self._file.node(self._module.span(connection.call), cst.Call)
        target = cst.AssignTarget(cst.Name(self._plan.holder))
        lines.append(cst.SimpleStatementLine([cst.Assign([target], call.with_changes())]))
        return lines

    def _turn_factory(self) -> None:
        connection = self._plan.connection
        factory = self._file.function(self._module.span(connection.function))
        body = factory.body
        assert isinstance(body, cst.IndentedBlock)
        head = [line for line in body.body[:1] if _is_docstring(line)]
        opening = [line for line in body.body if line not in head]
        last = opening.pop()
        call = self._file.node(self._module.span(connection.call), cst.Call)
        if connection.form is Form.LOCAL:
            opening.pop()
        opening.append(_assigned(self._plan.holder, call, last))
        getter = self._definition(opening)
        self._file.add_to_module(f"{self._plan.holder} = None")
        for local in (connection.local, *map(_name, connection.inputs.locals)):
            if local == connection.local and local:
                self._file.unbind(self._function, local)
        new = getter.body.with_changes(body=[*head, *getter.body.body])
        self._file.replace(factory, factory.with_changes(body=body.with_changes(body=new.body)))

    def _is_shared(self, local: ast.Assign | ast.AnnAssign) -> bool:
        """Whether the function uses the local for anything else."""
        target = local.targets[0] if isinstance(local, ast.Assign) else local.target
        assert isinstance(target, ast.Name)
        owner = self._module.scopes.resolve(target.id, self._module.scopes.scope_at(target))
        assert owner is not None
        inputs = self._plan.connection.inputs.locals
        inside = {n for e in (self._plan.connection.call, *inputs) for n in ast.walk(e)}
        return any(use not in inside for use in self._module.scopes.uses_of(target.id, owner))

    # --- the function afterwards

    def _end_instead_of_closing(self) -> None:
        """`close` threw an open transaction away; what lasts must do so itself."""
        for statement in self._plan.closes:
            end_instead_of_closing(statement, self._plan.connection.product, self._module, self._file)

    def _enter_otherwise(self) -> None:
        connection = self._plan.connection
        statement = self._file.node(self._module.span(connection.statement), cst.With)
        self._file.insert_before(statement, f"{connection.local} = {self._plan.name}()")
        if self._leaving is Leaving.CLOSES:
            end = self._file.parse_statement(_quiet(connection.local, connection.product, self._module, self._file))
            self._file.replace(statement, cst.Try(statement.body, finalbody=cst.Finally(cst.IndentedBlock([end]))))
        else:
            entered = self._file.parse_expression(f"{connection.local}.transaction()")
            self._file.replace(statement.items[0], statement.items[0].with_changes(item=entered, asname=None))

    @property
    def _leaving(self) -> Leaving:
        """What the end of the with statement does."""
        statement = self._plan.connection.statement
        is_own = isinstance(statement, ast.With) and statement.items[0].context_expr is self._plan.connection.call
        return self._driver.leaving if is_own else Leaving.CLOSES  # by contextlib.closing


def _with_opening(definition: cst.FunctionDef, opening: list[cst.BaseStatement], *, inside: bool) -> cst.FunctionDef:
    body = definition.body
    if not inside:
        statements = [*body.body[:-2], *opening, body.body[-1]]
        return definition.with_changes(body=body.with_changes(body=statements))
    branch = body.body[1]
    assert isinstance(branch, cst.If)
    branch = branch.with_changes(body=branch.body.with_changes(body=opening))
    return definition.with_changes(body=body.with_changes(body=[body.body[0], branch, *body.body[2:]]))


def _assigned(holder: str, call: cst.Call, instead_of: cst.BaseStatement) -> cst.SimpleStatementLine:
    leading = instead_of.leading_lines if isinstance(instead_of, cst.SimpleStatementLine) else ()
    assign = cst.Assign([cst.AssignTarget(cst.Name(holder))], call)
    return cst.SimpleStatementLine([assign], leading_lines=leading)


def _copied(statement: cst.SimpleStatementLine | cst.BaseSmallStatement) -> list[cst.BaseSmallStatement]:
    if isinstance(statement, cst.SimpleStatementLine):
        return [small.with_changes() for small in statement.body]
    return [statement.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)]


def _is_docstring(line: cst.BaseStatement) -> bool:
    return (
        isinstance(line, cst.SimpleStatementLine)
        and isinstance(line.body[0], cst.Expr)
        and isinstance(line.body[0].value, cst.SimpleString | cst.ConcatenatedString)
    )


def _name(local: ast.Assign | ast.AnnAssign) -> str:
    target = local.targets[0] if isinstance(local, ast.Assign) else local.target
    assert isinstance(target, ast.Name), "an input is one plain assignment"
    return target.id


def error_of(product: Opened, module: Module, file: FilePatch) -> str:
    """The expression for what a lost connection raises, imported where need be."""
    func, (library, name) = product.call.func, product.driver.error
    if isinstance(func, ast.Attribute) and module.canonical(func.value) == library:
        return f"{module.text(func.value)}.{name}"
    return file.ensure_import(library, name)


def end_instead_of_closing(statement: ast.stmt, product: Opened, module: Module, file: FilePatch) -> None:
    """Have `statement`, which closes a connection that is to last, end its transaction, where one may be open."""
    node = file.statement(module.span(statement))
    name = _closed(statement)
    if _follows_commit(module, statement, name):
        file.remove(node)
    elif _cleans_up(module, statement):
        file.replace(node, file.parse_statement(_quiet(name, product, module, file)))
    else:
        file.replace(node, file.parse_statement(f"{name}.rollback()"))


def _quiet(name: str, product: Opened, module: Module, file: FilePatch) -> str:
    """`close` does not fail on a lost connection; a rollback would, and hide the error that is on its way."""
    suppress = file.ensure_import("contextlib", "suppress")
    return f"with {suppress}({error_of(product, module, file)}):\n    {name}.rollback()\n"


def _cleans_up(module: Module, statement: ast.stmt) -> bool:
    child: ast.AST = statement
    for above in module.ancestors(statement):
        if isinstance(above, ast.ExceptHandler) or (isinstance(above, ast.Try) and child in above.finalbody):
            return True
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        child = above
    return False


def _closed(statement: ast.stmt) -> str:
    """`conn` of `conn.close()`."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name
    raise AssertionError("a statement that closes is a call on a name")


def _follows_commit(module: Module, statement: ast.stmt, local: str) -> bool:
    """Whether `local.commit()` stands directly above, so that no transaction is open."""
    block = module.block(statement)
    position = block.index(statement)
    return position > 0 and ast.unparse(block[position - 1]) == f"{local}.commit()"
