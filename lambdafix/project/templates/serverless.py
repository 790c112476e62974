"""The Serverless Framework: https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname

from lambdafix.model import Batching, EventSource, TableSchema
from lambdafix.project.declared import DeclaredFunction
from lambdafix.project.document import Block, Value, block, sequence, text
from lambdafix.project.paths import within
from lambdafix.project.stacks.serverless import stack
from lambdafix.project.stacks.stack import Stack
from lambdafix.project.templates import cloudformation
from lambdafix.project.templates.events import PARTIAL
from lambdafix.project.templates.reader import Collected
from lambdafix.project.templates.values import Intrinsics, number, variables

_VARIABLE = re.compile(r"\$\{([^${}]*)\}")
_FILE = re.compile(r"file\(([^)]+)\)(?::(.*))?", re.DOTALL)
_MAX_ROUNDS = 10
_ANSWER = "functionResponseType"
_WSGI_HANDLERS = frozenset({"wsgi.handler", "wsgi_handler.handler"})
_TRIGGERS = {
    "activemq": "mq",
    "alexaSkill": "alexa",
    "alexaSmartHome": "alexa",
    "alb": "api",
    "cloudFront": "cloudfront",
    "cloudwatchEvent": "eventbridge",
    "cloudwatchLog": "logs",
    "cognitoUserPool": "cognito",
    "eventBridge": "eventbridge",
    "http": "api",
    "httpApi": "api",
    "rabbitmq": "mq",
    "websocket": "api",
}


def is_serverless(path: str, document: Block) -> bool:
    """Whether a document is a service: by its file's name, or by what such a file must hold."""
    return "functions" in document and (
        basename(path).startswith("serverless") or {"service", "provider"} <= document.keys()
    )


def functions(collected: Collected, document: Block, path: str) -> Iterator[DeclaredFunction]:
    """The functions of the service at `path`; none where its provider is not AWS."""
    service = _Service(collected, document, path)
    provider = block(service.expanded(document.get("provider")))
    name = text(service.expanded(document.get("provider"))) or service.text(provider.get("name"))
    if name not in ("", "aws"):
        return
    for group in sequence(service.expanded(document.get("functions"))):
        members = block(service.expanded(group))
        for key, value in members.items():
            function = block(service.expanded(value))
            if function:
                yield service.function(key, function, provider, members.rows[key])


def tables(collected: Collected, document: Block, path: str) -> Iterator[TableSchema]:
    """The DynamoDB tables among the service's CloudFormation resources."""
    service = _Service(collected, document, path)
    for part in sequence(service.expanded(document.get("resources"))):
        resources = block(service.expanded(part))
        yield from cloudformation.tables(resources, path)
        for key, value in block(resources.get("Resources")).items():
            included = block(service.expanded(value)) if isinstance(value, str) else Block()
            if included:
                wrapped, single = Block(), Block()
                single.put(key, included, block(resources.get("Resources")).rows[key])
                wrapped.put("Resources", single, 0)
                yield from cloudformation.tables(wrapped, path)


def stacks(collected: Collected, document: Block, path: str) -> Iterator[Stack]:
    """The service at `path` as a stack; none where its provider is not AWS."""
    service = _Service(collected, document, path)
    provider = service.expanded(document.get("provider"))
    if (text(provider) or service.text(block(provider).get("name"))) in ("", "aws"):
        yield stack(document, path, service.expanded)


@dataclass(frozen=True)
class _Service:
    collected: Collected
    document: Block
    path: str

    def function(self, key: str, function: Block, provider: Block, row: int) -> DeclaredFunction:
        here = dirname(self.path)
        handler = self.text(function.get("handler"))
        image = function.get("image")
        if image is not None:
            command = sequence(block(image).get("command"))
            handler = text(command[-1]) if command else ""
        if handler in _WSGI_HANDLERS:
            wsgi = block(block(self.document.get("custom")).get("wsgi"))
            handler = self.text(wsgi.get("app")) or handler
        context, dockerfile = self.image(image, provider)
        environment = Block()
        for source in (provider, function):
            for name, value in block(self.expanded(source.get("environment"))).items():
                environment.put(name, self.expanded(value), 0)
        return DeclaredFunction(
            handler=handler,
            template=self.path,
            row=function.rows.get("handler", row),
            how="serverless",
            name=key,
            folder=within(here, self.text(function.get("module")) or ".") if context is None else context,
            dockerfile=dockerfile,
            runtime="" if image is not None else self.runtime(function, provider),
            triggers=tuple(dict.fromkeys(self.triggers(function))),
            environment=variables(environment, Intrinsics({}, Block())),
            mounts=tuple(filter(None, [self.text(block(function.get("fileSystemConfig")).get("localMountPath"))])),
            layers=tuple(self.layers(function)),
            is_opaque=image is not None or self.has_foreign_layers(function, provider),
            memory=number(self.text(function.get("memorySize")) or self.text(provider.get("memorySize"))),
            timeout=number(self.text(function.get("timeout")) or self.text(provider.get("timeout"))),
            batching=self.batching(key, function),
            problem="" if handler or image is not None else "its handler cannot be told from the template",
        )

    def runtime(self, function: Block, provider: Block) -> str:
        """The function's runtime; the framework's own default is Node.js."""
        given = "runtime" in function or "runtime" in provider
        default = "" if given else "nodejs"
        return self.text(function.get("runtime")) or self.text(provider.get("runtime")) or default

    def triggers(self, function: Block) -> Iterator[str]:
        if function.get("url") is not None:
            yield "api"
        for event in sequence(self.expanded(function.get("events"))):
            kind = text(event) or next(iter(block(event)), "")
            detail = block(event).get(kind)
            if kind == "stream":
                arn = str(self.expanded(detail) if isinstance(detail, str) else detail)
                yield "kinesis" if "kinesis" in arn.lower() else "dynamodb"
            elif kind:
                yield _TRIGGERS.get(kind, kind)

    def batching(self, name: str, function: Block) -> Batching:
        """`batchSize: 1` and `functionResponseType: ReportBatchItemFailures` of its queues and streams."""
        events = [block(self.expanded(event)) for event in sequence(self.expanded(function.get("events")))]
        found = [
            (at, kind, event[kind]) for at, event in enumerate(events) for kind in ("sqs", "stream") if kind in event
        ]
        single = [self.text(block(self.expanded(detail)).get("batchSize")) == "1" for _, _, detail in found]
        sources = tuple(
            self.event_source(("functions", name, "events", at, kind), detail) for at, kind, detail in found
        )
        return Batching(bool(single) and all(single), any(source.partial for source in sources), sources)

    def event_source(self, keys: tuple[str | int, ...], detail: Value) -> EventSource:
        settings = block(self.expanded(detail))
        answer = self.text(settings.get(_ANSWER))
        kind, arn = str(keys[-1]), self.text(settings.get("arn")) or self.text(detail)
        if kind == "stream":
            kind = "kinesis" if "kinesis" in str(detail).lower() else "dynamodb"
        return EventSource(self.path, keys, kind, _ANSWER, answer == PARTIAL, kind == "sqs" and arn.endswith(".fifo"))

    def has_foreign_layers(self, function: Block, provider: Block) -> bool:
        given = (function.get("layers"), provider.get("layers"))
        return given[1] is not None or len(list(self.layers(function))) < len(sequence(given[0]))

    def layers(self, function: Block) -> Iterator[str]:
        declared = {f"{name[:1].upper()}{name[1:]}LambdaLayer": name for name in block(self.document.get("layers"))}
        for layer in sequence(function.get("layers")):
            name = declared.get(text(block(layer).get("Ref")))
            place = self.text(block(block(self.document.get("layers")).get(name or "")).get("path"))
            folder = within(dirname(self.path), place) if place else None
            if folder:
                yield folder

    def image(self, image: Value, provider: Block) -> tuple[str | None, str]:
        """(folder, Dockerfile) of an image that the service builds, (None, "") for others."""
        name = text(image) or text(block(image).get("name"))
        built = block(block(block(provider.get("ecr")).get("images")).get(name))
        place = self.text(built.get("path"))
        context = within(dirname(self.path), place) if place else None
        if context is None:
            return None, ""
        return context, within(context, self.text(built.get("file")) or "Dockerfile") or ""

    def text(self, value: Value) -> str:
        """The plain text of `value`, "" where it cannot be told."""
        found = text(self.expanded(value))
        return "" if "${" in found else found

    def expanded(self, value: Value) -> Value:
        """`value` with its variables replaced where their source is in the project; others stay as written."""
        for _ in range(_MAX_ROUNDS):
            if not isinstance(value, str) or "${" not in value:
                return value
            whole = _VARIABLE.fullmatch(value.strip())
            replaced: Value
            if whole:
                replaced = self.variable(whole[1])
                if replaced is None:
                    return value
            else:
                replaced = _VARIABLE.sub(lambda hole: text(self.variable(hole[1])) or hole[0], value)
            if replaced == value:
                return value
            value = replaced
        return value

    def variable(self, expression: str) -> Value:
        """`self:custom.stage, 'dev'`: the first source that is known."""
        for source in re.split(r",(?![^(]*\))", expression):
            found = self.source(source.strip())
            if found is not None:
                return found
        return None

    def source(self, source: str) -> Value:
        if source[:1] in "'\"" and source[-1:] == source[:1] and len(source) > 1:
            return source[1:-1]
        if source.startswith("self:"):
            return _lookup(self.document, source[5:])
        if source in ("sls:stage", "opt:stage"):
            return "dev" if source == "sls:stage" else None
        included = _FILE.match(source)
        path = within(dirname(self.path), included[1].strip().removeprefix("./")) if included else None
        if included is None or path is None or not path.endswith((".yml", ".yaml", ".json")):
            return None
        self.collected.included.add(path)
        document = self.collected.mapping(path)
        return _lookup(document, included[2]) if included[2] else document or None


def _lookup(value: Value, dotted: str) -> Value:
    for key in dotted.strip().split("."):
        if isinstance(value, list) and key.isdecimal():
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = block(value).get(key)
    return value
