"""A Terraform folder as stacks, one for each use of it as a module: its resources under CloudFormation's names.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lambdafix.project.document import Block, Value
from lambdafix.project.stacks.resolver import UNTOLD, Resolver
from lambdafix.project.stacks.setting import Place
from lambdafix.project.stacks.stack import Resource, Stack
from lambdafix.project.templates.hcl import Body, NamedBlock, Token
from lambdafix.project.templates.hcl_values import Plain
from lambdafix.project.templates.terraform_modules import Scope, Workspace

_KINDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "aws_lambda_function": (
        "AWS::Lambda::Function",
        {
            "memory_size": "MemorySize",
            "timeout": "Timeout",
            "runtime": "Runtime",
            "handler": "Handler",
            "function_name": "FunctionName",
            "reserved_concurrent_executions": "ReservedConcurrentExecutions",
            "role": "Role",
            "publish": "Publish",
            "vpc_config": "VpcConfig",
            "file_system_config": "FileSystemConfigs",
            "tracing_config": "TracingConfig",
            "dead_letter_config": "DeadLetterConfig",
            "logging_config": "LoggingConfig",
            "snap_start": "SnapStart",
        },
    ),
    "aws_sqs_queue": (
        "AWS::SQS::Queue",
        {"visibility_timeout_seconds": "VisibilityTimeout", "redrive_policy": "RedrivePolicy", "name": "QueueName"},
    ),
    "aws_sqs_queue_redrive_policy": ("AWS::SQS::RedrivePolicy", {"queue_url": "QueueUrl"}),
    "aws_lambda_event_source_mapping": (
        "AWS::Lambda::EventSourceMapping",
        {"event_source_arn": "EventSourceArn", "function_name": "FunctionName", "scaling_config": "ScalingConfig"},
    ),
    "aws_lambda_permission": (
        "AWS::Lambda::Permission",
        {
            "principal": "Principal",
            "source_arn": "SourceArn",
            "source_account": "SourceAccount",
            "principal_org_id": "PrincipalOrgID",
            "event_source_token": "EventSourceToken",
            "function_url_auth_type": "FunctionUrlAuthType",
            "invoked_via_function_url": "InvokedViaFunctionUrl",
            "function_name": "FunctionName",
        },
    ),
    "aws_lambda_function_url": (
        "AWS::Lambda::Url",
        {"authorization_type": "AuthType", "function_name": "TargetFunctionArn"},
    ),
    "aws_lambda_function_event_invoke_config": (
        "AWS::Lambda::EventInvokeConfig",
        {"function_name": "FunctionName", "destination_config": "DestinationConfig"},
    ),
    "aws_lambda_alias": (
        "AWS::Lambda::Alias",
        {"function_name": "FunctionName", "function_version": "FunctionVersion", "name": "Name"},
    ),
    "aws_cloudwatch_log_group": (
        "AWS::Logs::LogGroup",
        {"name": "LogGroupName", "retention_in_days": "RetentionInDays"},
    ),
    "aws_cloudwatch_metric_alarm": (
        "AWS::CloudWatch::Alarm",
        {"namespace": "Namespace", "metric_name": "MetricName", "dimensions": "Dimensions"},
    ),
}
_INNER = {
    "mode": "Mode",
    "target_arn": "TargetArn",
    "log_format": "LogFormat",
    "log_group": "LogGroup",
    "apply_on": "ApplyOn",
    "subnet_ids": "SubnetIds",
    "on_failure": "OnFailure",
    "destination": "Destination",
    "local_mount_path": "LocalMountPath",
    "maximum_concurrency": "MaximumConcurrency",
}
_REFERENCE = re.compile(r"(aws_\w+)\.([\w-]+)(?:\[[^\]]*\])?((?:\.\w+)*)")
_HOLE = re.compile(r"\$\{\s*(aws_\w+)\.([\w-]+)(?:\[[^\]]*\])?\.(\w+)\s*\}")
_FUNCTION = "aws_lambda_function"


def stacks(workspace: Workspace) -> Iterator[Stack]:
    """What the folders that declare functions declare."""
    for path, folder in workspace.folders.items():
        if any(named.labels[:1] == (_FUNCTION,) for named in folder.named("resource")):
            for scope in workspace.scopes[path]:
                for file in folder.files:
                    yield from _stack(file, folder.files, scope)


def _stack(file: str, files: Mapping[str, Body], scope: Scope) -> Iterator[Stack]:
    """The stack of a folder as the functions of one file see it: findings name the file that a resource stands in."""
    own = [named for named in files[file].blocks if named.kind == "resource" and named.labels[:1] == (_FUNCTION,)]
    if not own:
        return
    resolver = Resolver(Block(), Block())
    found: list[Resource] = []
    aliases: dict[str, str] = {}
    for path, body in files.items():
        for named in body.blocks:
            if named.kind != "resource" or len(named.labels) < 2 or named.labels[0] not in _KINDS:
                continue
            if named.labels[0] == _FUNCTION and path != file:
                continue
            kind, names = _KINDS[named.labels[0]]
            name = named.labels[1] if named.labels[0] == _FUNCTION else ".".join(named.labels[:2])
            place = Place(path, named.body.row)
            aliases["/".join(named.labels[:2])] = name
            properties = resolver.resolve(_properties(named, names, scope), place)
            found.append(Resource(name, kind, place, properties, conditional=_may_be_left_out(named.body, scope)))
    yield Stack(file, "terraform", tuple(found), resolver, aliases)


def _may_be_left_out(body: Body, scope: Scope) -> bool:
    """Whether a count or a set that is not known decides whether there is such a resource."""
    if "count" in body.attributes:
        return (scope.text(body, "count") or "0") == "0"
    return "for_each" in body.attributes and not scope.value(body, "for_each")


def _properties(named: NamedBlock, names: Mapping[str, str], scope: Scope) -> Block:
    made = _body(named.body, names, next(iter(scope.each(named.body)), scope))
    if named.labels[0] == "aws_cloudwatch_metric_alarm" and isinstance(made.get("Dimensions"), Block):
        dimensions: list[Value] = []
        for key, value in made["Dimensions"].items() if isinstance(made["Dimensions"], Block) else ():
            one = Block()
            one.put("Name", key, 0)
            one.put("Value", value, 0)
            dimensions.append(one)
        made.put("Dimensions", dimensions, made.rows["Dimensions"])
    return made


def _body(body: Body, names: Mapping[str, str], scope: Scope) -> Block:
    made = Block(body.row)
    for key, expression in body.attributes.items():
        if key in names:
            made.put(names[key], _value(expression, scope), expression[0].row if expression else body.row)
    for inner in body.blocks:
        key = inner.labels[0] if inner.kind == "dynamic" and inner.labels else inner.kind
        if key in names:
            value: Value = _untold("a dynamic block") if inner.kind == "dynamic" else _body(inner.body, _INNER, scope)
            made.put(names[key], value, inner.body.row)
    return made


def _value(expression: list[Token], scope: Scope) -> Value:
    words = [token for token in expression if token.kind != "newline"]
    if len(words) == 1 and words[0].text == "null" and words[0].kind == "name":
        return None
    written = "".join(token.text for token in words)
    if all(token.kind != "string" for token in words) and (found := _REFERENCE.fullmatch(written)):
        return _attribute(found[1], found[2], found[3].lstrip("."))
    if len(words) == 1 and words[0].kind == "string" and _HOLE.search(words[0].text):
        made = Block()
        made.put("Fn::Sub", _HOLE.sub(r"${\1/\2.\3}", words[0].text), 0)
        return made
    plain = scope.evaluate(expression)
    return _told(plain, written) if plain is not None else _untold(written)


def _attribute(kind: str, label: str, attribute: str) -> Block:
    made = Block()
    made.put("Fn::GetAtt", [f"{kind}/{label}", attribute], 0)
    return made


def _told(plain: Plain, written: str) -> Value:
    if plain is None:
        return _untold(written)
    if isinstance(plain, str):
        return plain
    if isinstance(plain, list):
        return [_told(item, written) for item in plain]
    made = Block()
    for key, value in plain.items():
        made.put(key, _told(value, written), 0)
    return made


def _untold(written: str) -> Block:
    made = Block()
    shown = written if len(written) <= 40 else f"{written[:37]}..."
    made.put(UNTOLD, f"{shown} is known when it is applied", 0)
    return made
