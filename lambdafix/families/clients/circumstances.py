"""What around a construction decides how far building it once can be trusted, and whether the import may do it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lambdafix.analysis.program.imports import short_module
from lambdafix.analysis.startup.environment import set_up_by, setting_function
from lambdafix.analysis.startup.set_up import set_up
from lambdafix.analysis.startup.set_up_places import set_up_places
from lambdafix.analysis.startup.top_level import is_main_guard
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.reflection import looked_over
from lambdafix.analysis.values.variables import is_environment
from lambdafix.families.clients.construction import Construction, Form
from lambdafix.judgement import Judgement, Known, Unknown
from lambdafix.model import Confidence, Refusal

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.program.program import Reach

_CUSTOM_RESOURCE_LIBRARIES = frozenset({"cfnresponse", "crhelper", "accustom", "cfn_resource", "crhelper2"})
_CUSTOM_RESOURCE_FIELDS = ("ResponseURL", "PhysicalResourceId")
_DOUBTFUL_FOLDERS = frozenset(
    [
        "runbooks",
        "runbook",
        "remediation_runbooks",
        "ssmdocs",
        "ssm-documents",
        "automation",
        "scripts",
        "demo",
        "demos",
    ]
)
_SHARED_BY_TESTS = "tests share what the first of them builds, unless they call `cache_clear()` of the new function"
_MOCKS = frozenset({"moto", "mock"})
RUNTIME_VARIABLES = frozenset({"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_EXECUTION_ENV"})
"""Variables that the Lambda runtime always sets."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """`lazy` says that the object must still be built where the code builds it now, only once: not at the import."""

    refusal: Refusal | None = None
    lazy: bool = False
    doubts: tuple[str, ...] = field(default=())
    """Why the result is not certain to be right, as clauses; empty where it is."""
    evidence: tuple[str, ...] = ()
    """What shows that it is, as clauses."""

    @property
    def answers(self) -> tuple[Judgement, ...]:
        return (*map(Known, self.evidence), *map(Unknown, self.doubts))


class _Notes:
    def __init__(self) -> None:
        self.lazy = False
        self.doubts: list[str] = []
        self.evidence: list[str] = []

    def doubt(self, reason: str, *, lazy: bool = False) -> None:
        self.doubts.append(reason)
        self.lazy |= lazy


def circumstances(
    module: Module,
    construction: Construction[Any],
    *,
    library: str,
    needs_region: bool = False,
    none_fails: bool = False,
    in_place: bool = False,
) -> Circumstances:
    """How building `construction` once fares.

    `library` is the package that tests would replace. `needs_region` and `none_fails` say that it cannot be built where
    no region is configured, and from None; `in_place` that it is anyhow built where it is now, when it is missing.
    """
    if row := sets_up_in_function(module):
        return Circumstances(
            Refusal(
                f"line {row} prepares the environment inside a function, and this must be built after that",
                "move the set-up to module level",
            )
        )
    if row := hands_environment_on(module):
        return Circumstances(
            Refusal(
                f"line {row} hands the environment itself on, and what has it may change what this is built from",
                "read the variables there, or hand on a copy: `dict(os.environ)`",
            )
        )
    inputs, files = construction.inputs, files_on_the_way(module, construction.reach)
    if inputs.environment and (where := setting_function(module, files, inputs.environment)):
        return Circumstances(
            Refusal(
                f"`{where}` changes a variable that this is built from, and this must be built after that",
                "hand the value on as an argument",
            )
        )
    notes = _Notes()
    _tests(module, construction, library, needs_region, notes)
    if is_set_up_by_program(module, inputs.environment):
        notes.lazy = True  # `python app.py` sets the environment below the import
    if module.tests().is_run and (needs_region or inputs.environment):
        notes.lazy = True  # nor need the process that a test starts have what the handler's has
    _environment(module, construction, none_fails, notes)
    if needs_region and not module.program.deployed.issuperset(module.users.importers(module.path)):
        notes.lazy = True  # a script or a stack imports the module where no region is known
    for reason in inputs.doubts:
        notes.doubt(reason, lazy=True)
    if where := set_up_by(module, files, inputs.environment):
        notes.doubt(f"{where} sets up the environment, and may do so after this module is imported", lazy=True)
    if where := looked_over(module):
        notes.doubt(f"{where} looks over the names of this module, and would find a new one", lazy=True)
    if is_custom_resource(module, construction.reach):
        notes.doubt(
            "the handler serves a CloudFormation custom resource: see that it answers even where this cannot be built",
            lazy=True,
        )
    if construction.conditional or any(_is_about(module, tried, construction) for tried in construction.tries):
        notes.lazy = True
    if construction.tries and (inputs.required or inputs.items or (none_fails and inputs.optional)):
        notes.lazy = True
    if inputs.items and not _always_runs(module, construction):
        notes.lazy = True
    if any(not _is_surely_bound(module, name) for name in construction.inputs.names):
        notes.lazy = True
    for tried in construction.tries[:1]:
        if not in_place and _is_about(module, tried, construction):
            notes.doubt(
                "the `try` around it handles a failure to build it, which can then happen only the first time",
                lazy=True,
            )
    notes.doubts += _handler_doubts(construction.reach)
    notes.evidence += inputs.evidence
    if not inputs.names and not inputs.environment:
        notes.evidence.append("it is built from nothing but constants")
    handlers = sorted({f"{short_module(entry.path)}.{entry.function}" for entry in construction.reach.handlers})
    notes.evidence.append(f"requests come to it by {', '.join(handlers[:3])}")
    return Circumstances(None, notes.lazy, tuple(notes.doubts), tuple(notes.evidence))


# --- tests


def _tests(module: Module, construction: Construction[Any], library: str, needs_region: bool, notes: _Notes) -> None:
    tests = module.tests()
    aws = library == "boto3"
    if (aws and tests.mocks_aws) or any(map(tests.replaces, {library, *_names_of(construction.call)})):
        met = "tests patch it, and would meet the one that was built first"
        notes.doubt(f"{met}: have them call `cache_clear()` of the new function", lazy=True)
    elif tests.patches_unknown:
        notes.doubt(
            f"tests replace what they do not spell, which may be {library}: have them call `cache_clear()` of the new "
            "function",
            lazy=True,
        )
    elif aws and any(name.startswith("AWS_") for name in tests.environment):
        notes.doubt(
            "tests set AWS variables after the import: have them call `cache_clear()` of the new function", lazy=True
        )
    elif aws and any(_imports_mock(module, path) for path in files_on_the_way(module, construction.reach)):
        notes.doubt("the code mocks AWS itself, and may do so after this module is imported", lazy=True)
    elif needs_region and tests.importers:
        notes.doubt(f"{_SHARED_BY_TESTS}: a region may not be known to all of them", lazy=True)
    elif tests.importers:
        notes.evidence.append(f"the tests that reach {module.path} patch nothing of {library}")
    else:
        notes.evidence.append(f"no test reaches {module.path}")


def _names_of(call: ast.Call) -> Iterator[str]:
    """What a test would replace of `s3.Bucket(name)`: "Bucket", "s3"."""
    node: ast.expr = call.func
    while isinstance(node, ast.Attribute):
        yield node.attr
        node = node.value.func if isinstance(node.value, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


def _imports_mock(module: Module, path: str) -> bool:
    return any(
        not _MOCKS.isdisjoint((*statement.module.split("."), statement.name))
        for statement in module.program.files[path].imports
    )


# --- environment variables


def _environment(module: Module, construction: Construction[Any], none_fails: bool, notes: _Notes) -> None:
    inputs = construction.inputs
    required = inputs.required | inputs.optional if none_fails else inputs.required
    tests = module.tests()
    if notes.doubts:
        return
    if set_by_tests := sorted(inputs.environment & tests.environment):
        notes.doubt(f"tests set {set_by_tests[0]}: have them call `cache_clear()` of the new function", lazy=True)
        return
    unread = sorted(required - RUNTIME_VARIABLES - read_at_import(module))
    if unread and not _always_runs(module, construction):
        # a getter reads the variable when and where the code does now
        notes.lazy = True
    if unread and tests.importers:
        variable = unread[0] or "an environment variable"
        notes.doubt(f"{_SHARED_BY_TESTS}: {variable} may not be the same for all of them", lazy=True)
    elif required & RUNTIME_VARIABLES and tests.importers:
        notes.doubt(f"{_SHARED_BY_TESTS}: the runtime's variables may not be the same for all of them", lazy=True)
    elif required and notes.lazy:
        notes.evidence.append(f"{_listed(required)} is read when it is first needed, as it is now")
    elif required:
        notes.evidence.append(f"without {_listed(required)} no request is served today either")


def _listed(variables: Collection[str]) -> str:
    return " and ".join(sorted(filter(None, variables))) or "the variable"


def read_at_import(module: Module) -> frozenset[str]:
    """The environment variables without which importing the module fails already."""
    found = set()
    for node in module.every(ast.Subscript):
        is_load = isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Constant)
        if is_load and module.function(node) is None and is_environment(module, node.value):
            found.add(str(node.slice.value))  # type: ignore[attr-defined]
    return frozenset(found)


def _always_runs(module: Module, construction: Construction[Any]) -> bool:
    """Whether every request to whatever imports this module comes by the construction."""
    function = construction.function
    handlers = [entry for entry in module.program.handlers if entry.path == module.path]
    if construction.conditional or construction.tries or len(handlers) != 1 or module.handler(function) is None:
        return False
    if module.users.importers(module.path) or construction.statement not in function.body:
        return False
    before = function.body[: function.body.index(construction.statement)]
    return not any(isinstance(node, ast.Return | ast.Yield) for statement in before for node in ast.walk(statement))


# --- set-up


def sets_up_in_function(module: Module) -> int:
    """The row in a function that changes what boto3 or another library will read when it builds something; else 0.

    Where a function that does so is handed on, it may be called at any time: then the row that does that.
    """
    for node in set_up(module).libraries:
        is_handed_on = isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)
        if is_handed_on or module.function(node) is not None:
            return node.lineno
    for change in set_up(module).environment:
        if module.function(change.node) is not None and change.is_read_by_clients:
            return change.row
    return 0


def hands_environment_on(module: Module) -> int:
    """The row that hands the environment to what may change it at any time; 0 for none."""
    return next((change.row for change in set_up(module).environment if change.at_any_time), 0)


def is_set_up_by_program(module: Module, variables: Collection[str]) -> bool:
    """Whether a main guard here, or a script that imports the module, sets what a construction may read."""
    here = set_up(module)
    nodes = [change.node for change in here.environment if change.is_read_by_clients or change.touches(variables)]
    if any(is_main_guard(_top(module, node)) for node in (*nodes, *here.libraries)):
        return True
    scripts = set(module.users.importers(module.path)) - module.program.deployed
    places = (place for path in scripts for place in module.elsewhere(path, set_up_places) or ())
    return any(place.is_read_by_clients or place.touches(variables) for place in places)


def _top(module: Module, node: ast.AST) -> ast.stmt:
    """The statement of the module's own that holds `node`."""
    statement = module.statement(node)
    while isinstance(above := module.parent(statement), ast.AST) and not isinstance(above, ast.Module):
        statement = module.statement(above)
    return statement


def files_on_the_way(module: Module, reach: Reach) -> set[str]:
    """The files of the project that a request runs code of, from its handler to this module."""
    paths = {path for path, _ in reach.steps} | {entry.path for entry in reach.handlers} | {module.path}
    return {path for path in paths if path in module.program.files}


# --- handlers


def is_custom_resource(module: Module, reach: Reach) -> bool:
    """Whether a request may be CloudFormation's, which waits up to an hour for an answer that never comes."""
    for path in files_on_the_way(module, reach):
        libraries = {statement.module.rpartition(".")[2] for statement in module.program.files[path].imports}
        libraries |= {statement.module.partition(".")[0] for statement in module.program.files[path].imports}
        libraries |= {statement.name or "" for statement in module.program.files[path].imports}
        if not libraries.isdisjoint(_CUSTOM_RESOURCE_LIBRARIES):
            return True
    return any(field in module.source.text for field in _CUSTOM_RESOURCE_FIELDS)


def _handler_doubts(reach: Reach) -> Iterator[str]:
    if not reach.certain:
        yield "how a request gets here is partly guessed: one call was matched by its method's name alone"
    if all(entry.confidence is Confidence.SHAPE for entry in reach.handlers):
        folders = {folder for entry in reach.handlers for folder in entry.path.lower().split("/")[:-1]}
        if doubtful := sorted(folders & _DOUBTFUL_FOLDERS):
            yield f"that this is a handler is guessed from its name and parameters, and it lies in `{doubtful[0]}`"


# --- names


def _is_surely_bound(module: Module, name: str) -> bool:
    """Whether the import of the module always binds `name`, or it has no binding here at all."""
    bindings = module.scopes.module.bindings.get(name, [])
    for binding in bindings:
        statement = module.statement(binding.node)
        above = module.parent(statement)
        if (
            isinstance(above, ast.Module)
            or isinstance(statement, ast.Import | ast.ImportFrom)
            or isinstance(above, ast.With)
        ):
            return True
    return not bindings


# --- try


def _is_about(module: Module, tried: ast.Try, construction: Construction[Any]) -> bool:
    """Whether the try is there for the construction: its body does nothing else, or it handles what building raises."""
    moving: set[ast.stmt] = {*construction.inputs.locals, *construction.inputs.imports}
    if construction.form is Form.LOCAL:
        moving.add(construction.statement)
    if all(inner in moving for inner in tried.body):
        return True
    names = {name for handler in tried.handlers for name in _caught(handler)}
    if names & _CONSTRUCTION_ERRORS:
        return True
    return "KeyError" in names and bool(construction.inputs.required)


_CONSTRUCTION_ERRORS = frozenset(
    [
        "NoRegionError",
        "UnknownServiceError",
        "ProfileNotFound",
        "ImportError",
        "ModuleNotFoundError",
        "DataNotFoundError",
    ]
)


def _caught(handler: ast.ExceptHandler) -> Iterator[str]:
    for node in ast.walk(handler.type) if handler.type is not None else ():
        if isinstance(node, ast.Name | ast.Attribute):
            yield dotted(node).rpartition(".")[2]
