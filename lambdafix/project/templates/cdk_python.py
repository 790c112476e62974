"""CDK programs in Python, read and never run.

https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_lambda/Function.html
https://docs.aws.amazon.com/cdk/api/v2/docs/aws-lambda-python-alpha-readme.html
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.model import TableSchema
from lambdafix.project.declared import INLINE, DeclaredFunction, Variable
from lambdafix.project.paths import within
from lambdafix.project.templates.cdk_program import Program, Use, keywords, last_name
from lambdafix.project.templates.python_values import Names
from lambdafix.project.templates.values import number

EVIDENCE = re.compile(rb"\baws_cdk\b.*(?:[fF]unction|\bTable)", re.DOTALL)
_ASSETS = frozenset({"from_asset", "AssetCode", "asset", "from_docker_build"})
_IMAGES = frozenset({"from_image_asset", "from_asset_image"})
_SECONDS = {"seconds": 1, "minutes": 60}


@dataclass(frozen=True, slots=True)
class _Code:
    """What a construct says of its code; `handler` None where an expression hides it."""

    handler: str | None
    folder: str | None = None
    package: tuple[str, ...] = ()
    dockerfile: str = ""
    problem: str = ""
    is_image: bool = False


def functions(program: Program) -> Iterator[DeclaredFunction]:
    """The functions that the file constructs, those of a helper once for each of its calls with plain arguments."""
    seen = set()
    for use in program.calls:
        code = _code_of(program, use)
        if code is None:
            continue
        given = use.keywords.get("handler")
        if code.handler is None and not code.problem and not code.is_image and use.is_given(given):
            continue  # the helper names no handler, its callers elsewhere do
        made = _declared(program, use, code)
        if made not in seen:
            seen.add(made)
            yield made


def tables(program: Program) -> Iterator[TableSchema]:
    """The DynamoDB tables that the file constructs."""
    for use in program.calls:
        partition = _attribute(use.keywords.get("partition_key"), use.names)
        if use.constructed in ("Table", "TableV2") and partition:
            variable = program.variable(use.call).rpartition(".")[2]
            name = use.names.text(use.keywords.get("table_name")) or _identifier(use) or variable
            sort = _attribute(use.keywords.get("sort_key"), use.names)
            yield TableSchema(name, partition, sort, f"{program.path}:{use.call.lineno}", variable)


def _code_of(program: Program, use: Use) -> _Code | None:
    """None for a call that constructs no function."""
    given = use.keywords
    if use.constructed == "SolutionsPythonFunction":
        return _entry_point(program, use)
    if "entry" in given and (use.constructed == "PythonFunction" or {"index", "handler"} <= given.keys()):
        return _python_function(program, use)
    code = given.get("code") or given.get("code_uri")
    if code is None or not ("handler" in given or use.constructed == "DockerImageFunction"):
        return None
    return _with_code(program, use, code)


def _python_function(program: Program, use: Use) -> _Code:
    index = use.names.text(use.keywords["index"]) if "index" in use.keywords else "index.py"
    attribute = use.names.text(use.keywords["handler"]) if "handler" in use.keywords else "handler"
    entry = use.names.text(use.keywords["entry"])
    handler = f"{index.removesuffix('.py')}.{attribute}" if index and attribute else None
    return _Code(handler, within(program.cwd, entry) if entry else None)


def _entry_point(program: Program, use: Use) -> _Code:
    """The solutions' construct takes the path of the file and the name of the function."""
    positional = dict(enumerate(use.call.args))
    entry = use.names.text(positional.get(2) or use.keywords.get("entrypoint"))
    attribute = use.names.text(positional.get(3) or use.keywords.get("function"))
    if not entry or not attribute:
        return _Code(None)
    return _Code(f"{basename(entry).removesuffix('.py')}.{attribute}", within(program.cwd, dirname(entry) or "."))


def _with_code(program: Program, use: Use, node: ast.expr) -> _Code:
    names = use.names
    handler = names.text(use.keywords.get("handler"))
    is_image = use.constructed == "DockerImageFunction"
    followed = names.follow(node)
    if not isinstance(followed, ast.Call):
        plain = names.text(followed)
        return _Code(handler, within(program.cwd, plain) if plain else None, is_image=is_image)
    made, given = last_name(followed), keywords(followed)
    if made in ("from_inline", "InlineCode"):
        return _Code(handler, problem=INLINE)
    named = followed.args[0] if followed.args else given.get("path") or given.get("directory")
    place = names.text(named) if made in _ASSETS or made in _IMAGES else None
    archive = place is not None and place.endswith(".zip")
    folder = within(program.cwd, (dirname(place) if archive else place) or ".") if place is not None else None
    if made not in _IMAGES or folder is None:
        package = (basename(place or "").removesuffix(".zip"),) if archive else ()
        return _Code(handler, folder, package, is_image=is_image)
    command = given.get("cmd")
    words = command.elts if isinstance(command, ast.List) else []
    file = within(folder, names.text(given.get("file")) or "Dockerfile") or ""
    return _Code(names.text(words[-1]) if words else None, folder, dockerfile=file, is_image=True)


def _declared(program: Program, use: Use, code: _Code) -> DeclaredFunction:
    names, given = use.names, use.keywords
    hidden = code.handler is None and not code.is_image and not code.problem
    return DeclaredFunction(
        handler=code.handler or "",
        template=program.path,
        row=given["handler"].lineno if "handler" in given else use.call.lineno,
        how="cdk",
        name=_identifier(use) or program.variable(use.call),
        folder=code.folder,
        package=code.package,
        dockerfile=code.dockerfile,
        runtime=_runtime(given.get("runtime"), names),
        triggers=program.triggers(program.variable(use.call)),
        environment=_environment(given.get("environment"), names),
        memory=number(names.text(given.get("memory_size"))),
        timeout=_seconds(given.get("timeout"), names),
        batching=program.batching(program.variable(use.call)),
        problem="its handler cannot be told from the program" if hidden else code.problem,
    )


def _identifier(use: Use) -> str:
    positional = use.call.args[1] if len(use.call.args) > 1 else use.keywords.get("id")
    return use.names.text(positional) or ""


def _attribute(node: ast.expr | None, names: Names) -> str:
    """The name in `Attribute(name="id", type=…)`."""
    followed = names.follow(node)
    if not isinstance(followed, ast.Call):
        return ""
    return names.text(keywords(followed).get("name") or (followed.args[0] if followed.args else None)) or ""


def _runtime(node: ast.expr | None, names: Names) -> str:
    """ "python3.12" for `Runtime.PYTHON_3_12`, another language's for others."""
    followed = names.follow(node)
    last = dotted(followed).rpartition(".")[2] if followed is not None else ""
    language, _, version = last.partition("_")
    return f"{language.lower()}{version.replace('_', '.')}" if last.isupper() else ""


def _seconds(node: ast.expr | None, names: Names) -> int | None:
    followed = names.follow(node)
    if not isinstance(followed, ast.Call) or not followed.args:
        return None
    count, unit = number(names.text(followed.args[0])), _SECONDS.get(last_name(followed))
    return count * unit if count is not None and unit else None


def _environment(node: ast.expr | None, names: Names) -> tuple[Variable, ...]:
    followed = names.follow(node)
    found = []
    for key, value in zip(followed.keys, followed.values, strict=True) if isinstance(followed, ast.Dict) else ():
        owner, _, attribute = dotted(value).rpartition(".")
        reference = owner.rpartition(".")[2] if attribute in ("table_name", "table_arn") else ""
        if name := names.text(key):
            found.append(Variable(name, names.text(value), reference))
    return tuple(found)
