"""The Serverless Framework's service as a stack: what its functions inherit from `provider`, and its resources.

https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lambdafix.project.document import Block, Value, block, sequence, text
from lambdafix.project.stacks.resolver import UNTOLD, Resolver
from lambdafix.project.stacks.setting import Place
from lambdafix.project.stacks.stack import Resource, Stack

Expand = Callable[[Value], Value]
"""Replaces the variables of a value, as far as they can be told."""

_FUNCTION = "AWS::Serverless::Function"
_OWN = {
    "memorySize": "MemorySize",
    "timeout": "Timeout",
    "runtime": "Runtime",
    "handler": "Handler",
    "name": "FunctionName",
    "reservedConcurrency": "ReservedConcurrentExecutions",
    "provisionedConcurrency": "ProvisionedConcurrency",
    "vpc": "VpcConfig",
    "snapStart": "SnapStart",
    "role": "Role",
    "fileSystemConfig": "FileSystemConfigs",
    "iamRoleStatements": "Policies",
    "logRetentionInDays": "LogRetentionInDays",
    "ephemeralStorageSize": "EphemeralStorage",
    "image": "ImageUri",
}
_INHERITED = ("memorySize", "timeout", "runtime", "vpc", "logRetentionInDays", "role")
_EVENTS = {
    "http": "Api",
    "httpApi": "HttpApi",
    "websocket": "HttpApi",
    "alb": "HttpApi",
    "sqs": "SQS",
    "sns": "SNS",
    "s3": "S3",
    "schedule": "Schedule",
    "eventBridge": "EventBridgeRule",
    "cloudwatchEvent": "CloudWatchEvent",
    "cloudwatchLog": "CloudWatchLogs",
    "iot": "IoTRule",
    "alexaSkill": "AlexaSkill",
    "alexaSmartHome": "AlexaSkill",
    "cognitoUserPool": "Cognito",
}
_EVENT_KEYS = {"arn": "Queue", "batchSize": "BatchSize", "functionResponseType": "FunctionResponseTypes"}


def stack(document: Block, path: str, expand: Expand) -> Stack:
    """The functions and resources of the service at `path`."""
    service = _Service(path, document, expand)
    resolver = Resolver(Block(), Block())
    found: list[Resource] = []
    aliases: dict[str, str] = {}
    for name, function, place in service.functions():
        found.append(Resource(name, _FUNCTION, place, resolver.resolve(service.properties(function), place)))
        aliases[_logical(name)] = name
    for name, declared, place in service.resources():
        properties = service.told(declared.get("Properties"))
        found.append(Resource(name, text(declared.get("Type")), place, resolver.resolve(properties, place)))
    for name, definition, place in service.state_machines():
        found.append(Resource(name, "AWS::Serverless::StateMachine", place, resolver.resolve(definition, place)))
    return Stack(path, "serverless", tuple(found), resolver, aliases)


def _logical(name: str) -> str:
    """https://www.serverless.com/framework/docs/providers/aws/guide/resources#aws-cloudformation-resource-reference"""
    normalised = name.replace("-", "Dash").replace("_", "Underscore")
    return f"{normalised[:1].upper()}{normalised[1:]}LambdaFunction"


class _Service:
    def __init__(self, path: str, document: Block, expand: Expand) -> None:
        self.path, self.document, self.expand = path, document, expand
        self.provider = block(expand(document.get("provider")))
        self._told: dict[int, Value] = {}

    def functions(self) -> Iterator[tuple[str, Block, Place]]:
        for group in sequence(self.expand(self.document.get("functions"))):
            members = block(self.expand(group))
            for name, value in members.items():
                function = block(self.expand(value))
                if function:
                    own = members is self.document.get("functions")
                    where = members if own else self.document
                    key = name if own else "functions"
                    yield name, function, Place(self.path, where.rows.get(key, 0), where.columns.get(key, 0))

    def resources(self) -> Iterator[tuple[str, Block, Place]]:
        for part in sequence(self.expand(self.document.get("resources"))):
            resources = block(self.expand(block(self.expand(part)).get("Resources")))
            for name, value in resources.items():
                declared = block(self.expand(value))
                if text(declared.get("Type")):
                    row = resources.rows.get(name, 0)
                    is_here = isinstance(self.document.get("resources"), Block)
                    yield name, declared, Place(self.path, row if is_here else self.document.rows.get("resources", 0))

    def state_machines(self) -> Iterator[tuple[str, Block, Place]]:
        """Of the plugin serverless-step-functions."""
        plugin = block(self.expand(self.document.get("stepFunctions")))
        machines = block(self.expand(plugin.get("stateMachines")))
        for name, value in machines.items():
            definition = block(self.expand(block(self.expand(value)).get("definition")))
            if definition:
                made = Block(definition.row)
                made.put("Definition", definition, machines.rows[name], machines.columns[name])
                yield name, made, Place(self.path, machines.rows[name], machines.columns[name])

    def properties(self, function: Block) -> Block:
        """A function's settings, under the names that SAM has for them."""
        made = Block(function.row)
        for key in _INHERITED:
            if key in self.provider and key not in function:
                made.put(_OWN[key], self.told(self.provider[key]), self.provider.rows[key], self.provider.columns[key])
        for key, value in function.items():
            if key in _OWN:
                made.put(_OWN[key], self.told(value), function.rows[key], function.columns[key])
        self.traced(function, made)
        self.failures(function, made)
        self.permissions(function, made)
        if "url" in function:
            made.put("FunctionUrlConfig", self.url(function["url"]), function.rows["url"], function.columns["url"])
        if "events" in function:
            made.put("Events", self.events(function["events"]), function.rows["events"], function.columns["events"])
        return made

    def traced(self, function: Block, made: Block) -> None:
        shared = block(self.expand(self.provider.get("tracing"))).get("lambda")
        value = self.told(function.get("tracing", shared))
        if value is not None:
            word = {"true": "Active", "false": "PassThrough"}.get(value, value) if isinstance(value, str) else value
            made.put("Tracing", word, function.rows.get("tracing", 0), function.columns.get("tracing", 0))

    def failures(self, function: Block, made: Block) -> None:
        """`onError`, and `destinations`."""
        if "onError" in function:
            queue = _of({"TargetArn": self.told(function["onError"])})
            made.put("DeadLetterQueue", queue, function.rows["onError"], function.columns["onError"])
        destinations = block(self.expand(function.get("destinations")))
        if "onFailure" in destinations:
            failing = _of({"Destination": self.told(destinations["onFailure"])})
            invocation = _of({"DestinationConfig": _of({"OnFailure": failing})})
            made.put("EventInvokeConfig", invocation, function.rows["destinations"], function.columns["destinations"])

    def permissions(self, function: Block, made: Block) -> None:
        """What the shared role allows, unless the function has one of its own."""
        if "role" in function or "role" in self.provider:
            return
        role = block(self.expand(block(self.expand(self.provider.get("iam"))).get("role")))
        shared = self.told(self.provider.get("iamRoleStatements", role.get("statements")))
        managed = self.told(self.provider.get("iamManagedPolicies", role.get("managedPolicies")))
        own = self.told(function.get("iamRoleStatements"))
        inherits = own is None or text(self.expand(function.get("iamRoleStatementsInherit"))) == "true"
        policies: list[Value] = []
        for statements in (shared if inherits else None, own):
            if statements is not None:
                policies.append(_of({"Statement": statements}))
        if policies or managed is not None:
            where = function if own is not None else self.provider
            key = next((k for k in ("iamRoleStatements", "iam") if k in where), "")
            made.put("Policies", [*policies, *sequence(managed)], where.rows.get(key, 0), where.columns.get(key, 0))

    def url(self, value: Value) -> Value:
        found = self.expand(value)
        authorizer = text(self.expand(block(found).get("authorizer")))
        if text(found) == "false":
            return None
        if "${" in text(found) or "${" in authorizer:
            return _of({"AuthType": _untold(text(found) or authorizer)})
        return _of({"AuthType": "AWS_IAM" if authorizer == "aws_iam" else "NONE"}, block(found).row)

    def events(self, value: Value) -> Block:
        made = Block()
        for number, event in enumerate(sequence(self.expand(value))):
            expanded = self.expand(event)
            kind = text(expanded) or next(iter(block(expanded)), "")
            detail = self.told(block(expanded).get(kind))
            row, column = block(expanded).rows.get(kind, 0), block(expanded).columns.get(kind, 0)
            properties = Block(row)
            source = detail if isinstance(detail, Block) and "arn" in detail else _of({"arn": detail}, row)
            for key, inner in (block(source) if kind in ("sqs", "stream") else block(detail)).items():
                properties.put(_EVENT_KEYS.get(key, key), inner, block(source).rows.get(key, row))
            name = _EVENTS.get(kind, kind)
            if kind == "stream":
                name = "DynamoDB" if "dynamodb" in str(detail).lower() else "Kinesis"
            declared = Block(row)
            declared.put("Type", name, row, column)
            declared.put("Properties", properties, row, column)
            made.put(str(number), declared, row, column)
        return made

    def told(self, value: Value) -> Value:
        """`value` with its variables replaced, and what they leave open marked as such."""
        found = self.expand(value)
        if isinstance(found, str):
            return _untold(found) if re.search(r"\$\{(?!AWS::)", found) and not found.startswith("arn:") else found
        if found is None or (isinstance(found, Block) and _is_substitution(found)):
            return found
        if id(found) not in self._told:
            self._told[id(found)] = None  # until it is made: anchors may lead back here
            self._told[id(found)] = self.made(found)
        return self._told[id(found)]

    def made(self, value: list[Value] | Block) -> Value:
        if isinstance(value, list):
            return [self.told(item) for item in value]
        made = Block(value.row)
        for key, inner in value.items():
            made.put(key, self.told(inner), value.rows[key], value.columns[key])
        return made


def _is_substitution(value: Block) -> bool:
    return len(value) == 1 and "Fn::Sub" in value


def _untold(expression: str) -> Block:
    return _of({UNTOLD: f"{expression} is known at deployment"})


def _of(entries: Mapping[str, Value], row: int = 0) -> Block:
    made = Block(row)
    for key, value in entries.items():
        made.put(key, value, row)
    return made
