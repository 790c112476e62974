"""Terraform: `aws_lambda_function`, the community module terraform-aws-modules/lambda/aws, and `aws_dynamodb_table`.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws/latest
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname

from lambdafix.model import Batching, TableSchema
from lambdafix.project.declared import INLINE, DeclaredFunction, Variable
from lambdafix.project.document import Block, Value
from lambdafix.project.paths import within
from lambdafix.project.templates.events import principal_trigger, stream_trigger
from lambdafix.project.templates.hcl import Body, NamedBlock, Token
from lambdafix.project.templates.hcl_values import Plain
from lambdafix.project.templates.terraform_modules import Place, Scope, Workspace
from lambdafix.project.templates.values import number

EVIDENCE = (b"aws_lambda_function", b"lambda/aws", b"aws_dynamodb_table")
_COMMUNITY = re.compile(r"terraform-aws-modules/(?:terraform-aws-)?lambda\b")
_FILE = re.compile(r'file\("([^"]+\.py)"')
_ARGUMENT = re.compile(r"data\.archive_file\.([\w-]+)")


def functions(workspace: Workspace) -> Iterator[DeclaredFunction]:
    """The functions that the project's Terraform folders declare, a module's once for each call of it."""
    seen = set()
    for place, scope, named in _instances(workspace, "aws_lambda_function"):
        function = _Function(place, scope, named.body, named.labels[-1]).resource()
        if function not in seen:
            seen.add(function)
            yield function
    for place, scope, named in workspace.blocks("module"):
        source = scope.text(named.body, "source") or ""
        if _COMMUNITY.search(source):
            for each in scope.each(named.body):
                made = _Function(place, each, named.body, named.labels[0]).module()
                if made is not None and made not in seen:
                    seen.add(made)
                    yield made


def tables(workspace: Workspace) -> Iterator[TableSchema]:
    """The DynamoDB tables that the project's Terraform folders declare."""
    for place, scope, named in _instances(workspace, "aws_dynamodb_table"):
        partition = scope.text(named.body, "hash_key")
        if partition:
            name = scope.text(named.body, "name") or named.labels[-1]
            where = f"{place.path}:{named.body.row}"
            yield TableSchema(name, partition, scope.text(named.body, "range_key") or "", where, named.labels[-1])


def _instances(workspace: Workspace, kind: str) -> Iterator[tuple[Place, Scope, NamedBlock]]:
    for place, scope, named in workspace.blocks("resource"):
        if named.labels[:1] == (kind,) and len(named.labels) > 1:
            for each in scope.each(named.body):
                yield place, each, named


@dataclass(frozen=True, slots=True)
class _Code:
    """Where a function's code lies, as in `DeclaredFunction`."""

    folder: str | None
    package: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class _Function:
    place: Place
    scope: Scope
    body: Body
    label: str

    def resource(self) -> DeclaredFunction:
        code = self.packaged()
        return self.declared(self.scope.text(self.body, "handler") or self.image_command(), code)

    def module(self) -> DeclaredFunction | None:
        """From the community module's arguments; None where it builds a layer."""
        if self.scope.text(self.body, "create_function") == "false" or "create_layer" in self.body.attributes:
            return None
        code = self.source(self.scope.value(self.body, "source_path"))
        package = self.scope.text(self.body, "local_existing_package")
        return self.declared(self.scope.text(self.body, "handler"), self.archive(package) if package else code)

    def declared(self, handler: str | None, code: _Code) -> DeclaredFunction:
        is_image = self.scope.text(self.body, "package_type") == "Image" or "image_uri" in self.body.attributes
        mounts = (self.scope.text(inner, "local_mount_path") for inner in self.body.named("file_system_config"))
        hidden = not handler and not is_image
        return DeclaredFunction(
            handler=handler or "",
            template=self.place.path,
            row=self.body.row_of("handler"),
            how="terraform",
            name=self.label,
            folder=code.folder,
            package=(*code.package, self.scope.text(self.body, "function_name") or "", self.label),
            runtime=self.scope.text(self.body, "runtime") or "",
            triggers=tuple(self.triggers()),
            environment=self.environment(),
            mounts=tuple(path for path in mounts if path),
            memory=number(self.scope.text(self.body, "memory_size")),
            timeout=number(self.scope.text(self.body, "timeout")),
            batching=self.batching(),
            problem=code.problem or ("its handler is a variable that nothing gives a value" if hidden else ""),
        )

    def image_command(self) -> str | None:
        for config in self.body.named("image_config"):
            command = self.scope.value(config, "command")
            if isinstance(command, list) and command and isinstance(command[-1], str):
                return command[-1]
        return None

    def environment(self) -> tuple[Variable, ...]:
        found: list[Variable] = []
        bodies = [(body, "variables") for body in self.body.named("environment")]
        for body, name in [*bodies, (self.body, "environment_variables")]:
            expression = body.attributes.get(name, [])
            values = self.scope.evaluate(expression)
            if isinstance(values, dict):
                references = _references(expression)
                found += [
                    Variable(key, value if isinstance(value, str) else None, references.get(key, ""))
                    for key, value in values.items()
                ]
        return tuple(found)

    def packaged(self) -> _Code:
        """The code behind `filename`: an archive's source, or what lies around the archive."""
        expression = self.body.attributes.get("filename", []) or self.body.attributes.get("source_code_hash", [])
        named = _ARGUMENT.search("".join(token.text for token in expression))
        output = self.scope.text(self.body, "filename")
        body = self.place.folder.find("data", "archive_file", named[1]) if named else self.archive_of(output or "")
        if body is None:
            return self.archive(output) if output else _Code(None)
        scope = next(iter(self.scope.each(body)), self.scope)
        directory, single = scope.text(body, "source_dir"), scope.text(body, "source_file")
        if directory or single:
            return self.source(directory or single)
        for source in body.named("source"):
            content = source.attributes.get("content", [])
            read = _FILE.search("".join(f'"{t.text}"' if t.kind == "string" else t.text for t in content))
            value = self.scope.evaluate([Token("string", read[1], 0)]) if read else None
            return self.source(value) if read else _Code(None, problem=INLINE)
        return _Code(None)

    def archive_of(self, output: str) -> Body | None:
        for named in self.place.folder.named("data"):
            if named.labels[:1] == ("archive_file",) and self.scope.text(named.body, "output_path") == output:
                return named.body
        return None

    def source(self, value: Plain) -> _Code:
        """`source_path` or `source_file`: a folder, a file, or a list of them of which the first counts."""
        for item in value if isinstance(value, list) else [value]:
            path = item.get("path") if isinstance(item, dict) else item
            if isinstance(path, str) and path:
                return _Code(within(self.scope.root, dirname(path) or "." if path.endswith(".py") else path))
        return _Code(None)

    def archive(self, path: str) -> _Code:
        """An archive that something else builds: its folder, and its name."""
        return _Code(within(self.scope.root, dirname(path) or "."), (basename(path).partition(".")[0],))

    def batching(self) -> Batching:
        sources = [named.body for kind, named in self.pointing_here() if kind == "aws_lambda_event_source_mapping"]
        single = [self.scope.text(source, "batch_size") == "1" for source in sources]
        partial = any("ReportBatchItemFailures" in _written(source, "function_response_types") for source in sources)
        return Batching(bool(single) and all(single), partial)

    def pointing_here(self) -> Iterator[tuple[str, NamedBlock]]:
        """The resources that name this function, with their kinds."""
        pattern = re.compile(rf"aws_lambda_function\.{re.escape(self.label)}\b|module\.{re.escape(self.label)}\.lambda")
        for named in self.place.folder.named("resource"):
            target = _written(named.body, "function_name") + _written(named.body, "arn")
            if pattern.search(target):
                yield named.labels[0] if named.labels else "", named

    def triggers(self) -> Iterator[str]:
        for kind, named in self.pointing_here():
            if kind == "aws_lambda_event_source_mapping":
                yield stream_trigger(_written(named.body, "event_source_arn"))
            elif kind == "aws_lambda_permission":
                trigger = principal_trigger(self.scope.text(named.body, "principal") or "")
                if trigger:
                    yield trigger
            elif kind == "aws_lambda_function_url":
                yield "api"


def _written(body: Body, name: str) -> str:
    return "".join(token.text for token in body.attributes.get(name, []))


def _references(expression: list[Token]) -> dict[str, str]:
    """Key -> label of the resource whose attribute it is given: `TABLE = aws_dynamodb_table.users.name`."""
    found = {}
    words = [token.text for token in expression if token.kind != "newline"]
    for at, word in enumerate(words):
        if word == "aws_dynamodb_table" and at > 1 and words[at + 1 : at + 2] == ["."] and words[at - 1] in ("=", ":"):
            found[words[at - 2]] = words[at + 2]
    return found


def from_json(document: Block) -> Body:
    """The blocks of a `.tf.json` file."""
    made = Body(document.row)
    for kind, depth in (("resource", 2), ("data", 2), ("module", 1), ("variable", 1), ("locals", 0)):
        for labels, inner in _labelled(document.get(kind), depth, ()):
            made.blocks.append(NamedBlock(kind, labels, _json_body(inner)))
    return made


def _labelled(value: Value, depth: int, labels: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Block]]:
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, Block):
            continue
        if depth == 0:
            yield labels, item
        else:
            for key, inner in item.items():
                yield from _labelled(inner, depth - 1, (*labels, key))


def _json_body(block: Block) -> Body:
    made = Body(block.row)
    for key, value in block.items():
        made.attributes[key] = list(_json_tokens(value, block.rows[key], 0))
        for _, inner in _labelled(value, 0, ()):
            made.blocks.append(NamedBlock(key, (), _json_body(inner)))
    return made


def _json_tokens(value: Value, row: int, depth: int) -> Iterator[Token]:
    if isinstance(value, str):
        yield Token("string", value, row)
    elif isinstance(value, list):
        yield Token("operator", "[", row)
        for item in value:
            yield from _json_tokens(item, row, depth + 1)
            yield Token("operator", ",", row)
        yield Token("operator", "]", row)
    elif isinstance(value, Block):
        yield Token("operator", "{", row)
        for key, item in value.items():
            yield Token("string", key, row)
            yield Token("operator", "=", row)
            yield from _json_tokens(item, row, depth + 1)
            yield Token("operator", ",", row)
        yield Token("operator", "}", row)
    else:
        yield Token("name", "null", row)
