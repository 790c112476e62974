"""SAM and CloudFormation.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-function.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname

from lambdafix.model import TableSchema
from lambdafix.project.declared import INLINE, DeclaredFunction
from lambdafix.project.document import Block, Value, block, sequence, text
from lambdafix.project.inline import InlineCode
from lambdafix.project.paths import within
from lambdafix.project.stacks.resolver import Resolver
from lambdafix.project.stacks.setting import Place
from lambdafix.project.stacks.stack import section
from lambdafix.project.templates.events import Pointers, batching, sam_sources, sam_triggers, triggering
from lambdafix.project.templates.values import Intrinsics, number, reference, variables

_SERVERLESS = "AWS::Serverless::Function"
_PLAIN = "AWS::Lambda::Function"
_LAYERS = ("AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion")
_FUNCTION = re.compile(rb"AWS::(?:Serverless|Lambda)::Function")
_TABLE = re.compile(rb"AWS::(?:DynamoDB::\w*Table|Serverless::SimpleTable)")
_PYTHON = re.compile(rb"python|Image|\{\{")


def is_relevant(raw: bytes) -> bool:
    """Whether a file's content can declare a Python function or a table."""
    return bool((_FUNCTION.search(raw) and _PYTHON.search(raw)) or _TABLE.search(raw))


def functions(template: Block, path: str) -> Iterator[DeclaredFunction]:
    """The functions that the template at `path` declares."""
    stack = _Stack(path, template, Intrinsics.of(template))
    for name, resource in stack.resources.items():
        kind = text(block(resource).get("Type"))
        if kind in (_SERVERLESS, _PLAIN):
            yield stack.function(name, block(resource), kind)


@dataclass(frozen=True, slots=True)
class _Code:
    """Where a function's code lies, as in `DeclaredFunction`."""

    folder: str | None
    package: tuple[str, ...] = ()
    dockerfile: str = ""
    problem: str = ""
    inline: InlineCode | None = None


@dataclass(frozen=True)
class _Stack:
    path: str
    template: Block
    values: Intrinsics

    @property
    def resources(self) -> Block:
        return block(self.template.get("Resources"))

    @cached_property
    def pointers(self) -> Pointers:
        return Pointers(self.resources)

    def function(self, name: str, resource: Block, kind: str) -> DeclaredFunction:
        own = block(resource.get("Properties"))
        is_sam = kind == _SERVERLESS
        defaults = block(block(self.template.get("Globals")).get("Function")) if is_sam else Block()
        properties = Block(own.row)
        for source in (defaults, own):
            for key, value in source.items():
                properties.put(key, value, source.rows[key])
        environment = Block()
        for source in (defaults, own):
            for key, value in block(block(source.get("Environment")).get("Variables")).items():
                environment.put(key, value, 0)
        handler = self.values.evaluate(properties.get("Handler")) or ""
        code = self.code(properties, resource, is_sam, name)
        problem = code.problem
        if self.is_image(properties):
            handler = self.command(properties)
        elif not handler and not problem:
            problem = "its Handler cannot be told from the template"
        mapped = list(self.pointers.sources(name))
        return DeclaredFunction(
            handler=handler,
            template=self.path,
            row=own.rows.get("Handler", 0) or self.resources.rows.get(name, 0),
            how="sam" if is_sam else "cloudformation",
            name=name,
            folder=code.folder,
            package=(*code.package, *self.names(properties, name)),
            dockerfile=code.dockerfile,
            runtime=self.values.evaluate(properties.get("Runtime")) or "",
            triggers=(*sam_triggers(properties), *self.pointers.triggers(name)),
            environment=variables(environment, self.values),
            mounts=self.mounts(properties),
            layers=tuple(self.layers(properties)),
            is_opaque=code.folder is None or self.is_image(properties) or self.has_foreign_parts(properties, resource),
            memory=self.number(properties.get("MemorySize")),
            timeout=self.number(properties.get("Timeout")),
            batching=batching(self.path, self.resources, [*sam_sources(properties, name), *mapped]),
            sources=tuple(triggering(properties, mapped)),
            problem=problem,
            inline=code.inline,
        )

    def number(self, value: Value) -> int | None:
        return number(self.values.evaluate(value))

    def is_image(self, properties: Block) -> bool:
        code = block(properties.get("Code"))
        return text(properties.get("PackageType")) == "Image" or "ImageUri" in properties or "ImageUri" in code

    def command(self, properties: Block) -> str:
        """The handler that `ImageConfig` gives the image; "" leaves it to the Dockerfile."""
        command = sequence(block(properties.get("ImageConfig")).get("Command"))
        return (self.values.evaluate(command[-1]) or "") if command else ""

    def names(self, properties: Block, logical_id: str) -> tuple[str, ...]:
        """What the function is called, which often is what its folder is called."""
        key = self.values.written(block(properties.get("Code")).get("S3Key"))
        return tuple(filter(None, (key, self.values.written(properties.get("FunctionName")), logical_id)))

    def code(self, properties: Block, resource: Block, is_sam: bool, name: str) -> _Code:
        here = dirname(self.path)
        metadata = block(resource.get("Metadata"))
        if self.is_image(properties):
            context = within(here, self.values.evaluate(metadata.get("DockerContext")) or ".")
            named = self.values.evaluate(metadata.get("Dockerfile")) or "Dockerfile"
            return _Code(context, dockerfile=within(context or "", named) or "")
        code = properties.get("CodeUri" if is_sam else "Code")
        holder, key = (properties, "InlineCode") if is_sam else (block(code), "ZipFile")
        if holder.get(key) is not None:
            own = (key,) if is_sam else ("Code", key)
            keys = () if "aws:cdk:path" in metadata else ("Resources", name, "Properties", *own)
            return self.inline(holder, key, name, keys)
        if is_sam and code is None:
            return _Code(here)
        place = self.values.evaluate(code)
        if place is None or place.startswith(("s3://", "http")):
            return _Code(None)
        if place.endswith((".py", ".zip")):
            return _Code(within(here, dirname(place)), (basename(place).rpartition(".")[0],))
        return _Code(within(here, place))

    def inline(self, holder: Block, key: str, name: str, keys: tuple[str, ...]) -> _Code:
        """The code under `key`. A `${hole}` that is filled at deployment stands in it as it is: most are in strings."""
        resolver = Resolver(section(self.template, "Parameters"), section(self.template, "Mappings"))
        place = Place(self.path, holder.rows[key])
        text = resolver.resolve(holder[key], place).written
        if not text.strip():
            return _Code(None, problem=INLINE)
        parts = resolver.parts(holder[key], place)
        found = InlineCode(self.path, name, text, holder.rows[key], keys, *parts)
        return _Code(found.folder, inline=found)

    def mounts(self, properties: Block) -> tuple[str, ...]:
        systems = sequence(properties.get("FileSystemConfigs"))
        found = (self.values.evaluate(block(system).get("LocalMountPath")) for system in systems)
        return tuple(path for path in found if path)

    def has_foreign_parts(self, properties: Block, resource: Block) -> bool:
        """Whether a layer comes from elsewhere, or a build step of the function's own makes the package."""
        own_build = text(block(resource.get("Metadata")).get("BuildMethod")) == "makefile"
        return own_build or len(list(self.layers(properties))) < len(sequence(properties.get("Layers")))

    def layers(self, properties: Block) -> Iterator[str]:
        for layer in sequence(properties.get("Layers")):
            resource = block(self.resources.get(reference(layer)))
            if text(resource.get("Type")) in _LAYERS:
                content = block(resource.get("Properties")).get("ContentUri")
                place = self.values.evaluate(content)
                folder = within(dirname(self.path), place) if place else None
                if folder:
                    yield folder


def tables(template: Block, path: str) -> Iterator[TableSchema]:
    """The DynamoDB tables that the template at `path` declares."""
    values = Intrinsics.of(template)
    resources = block(template.get("Resources"))
    for logical_id, resource in resources.items():
        kind = text(block(resource).get("Type"))
        properties = block(block(resource).get("Properties"))
        if kind == "AWS::Serverless::SimpleTable":
            key = values.evaluate(block(properties.get("PrimaryKey")).get("Name")) or "id"
            keys = {"HASH": key}
        elif kind in ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"):
            keys = {
                text(block(part).get("KeyType")): values.evaluate(block(part).get("AttributeName")) or ""
                for part in sequence(properties.get("KeySchema"))
            }
        else:
            continue
        if keys.get("HASH"):
            name = values.evaluate(properties.get("TableName")) or logical_id
            place = f"{path}:{resources.rows.get(logical_id, 0)}"
            yield TableSchema(name, keys["HASH"], keys.get("RANGE", ""), place, logical_id)
