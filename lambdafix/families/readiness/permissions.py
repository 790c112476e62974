"""What the policies of a function's role allow, and who may invoke it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lambdafix.project.stacks import Absent, Place, Resource, Setting, Stack

_EVERYTHING = re.compile(r"\*|[\w-]+:\*")
_MANAGED = re.compile(
    r"(?:^|/)(AdministratorAccess|PowerUserAccess|IAMFullAccess|AWSLambda_?FullAccess|SecretsManagerReadWrite"
    r"|Amazon(?:S3|DynamoDB|SQS|SNS|EC2|RDS|SSM|Kinesis|SES|Bedrock|Rekognition|Textract|Polly|SageMaker|Athena)FullAccess"
    r"|CloudWatch(?:Logs)?FullAccess(?:V2)?|AWSStepFunctionsFullAccess)$"
)
_SERVICES = frozenset(
    {
        "apigateway.amazonaws.com",
        "cognito-idp.amazonaws.com",
        "events.amazonaws.com",
        "iot.amazonaws.com",
        "logs.amazonaws.com",
        "s3.amazonaws.com",
        "sns.amazonaws.com",
    }
)
"""Services that invoke for any account's resources, unless the permission says for which."""
_NARROWING = (
    "SourceArn",
    "SourceAccount",
    "PrincipalOrgID",
    "EventSourceToken",
    "FunctionUrlAuthType",
    "InvokedViaFunctionUrl",
)
"""What a permission says of whom it is for, or that it is for the function's URL, of which `open_urls` tells."""


@dataclass(frozen=True, slots=True)
class Grant:
    """More than a function can need. `what` is the action or the policy's name."""

    what: str
    place: Place


def sweeping_grants(stack: Stack, function: Resource) -> Iterator[Grant]:
    """The `*` actions that a function's role is allowed without a condition."""
    for policy in policies(stack, function):
        if policy.text is not None or policy.written:
            if managed := _MANAGED.search(policy.written):
                yield Grant(managed[1], policy.place)
        else:
            yield from _allowed(policy)


def _allowed(policy: Setting) -> Iterator[Grant]:
    for statement in policy.get("Statement").items():
        if statement.get("Effect").text != "Allow" or not isinstance(statement.get("Condition"), Absent):
            continue
        for action in statement.get("Action").items():
            if action.text is not None and _EVERYTHING.fullmatch(action.text):
                yield Grant(action.text, statement.get("Action").place)


def policies(stack: Stack, function: Resource) -> Iterator[Setting]:
    """The policy documents, and the names of managed policies, of a function's role as far as the stack holds them."""
    role = stack.at(function.get("Role"))
    if isinstance(function.get("Role"), Absent):
        yield from function.get("Policies").items()
    elif role is not None and role.kind == "AWS::IAM::Role":
        yield from role.get("ManagedPolicyArns").items()
        for inline in role.get("Policies").items():
            yield inline.get("PolicyDocument")
        for policy in stack.of_kind("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
            attached = [*policy.get("Roles").items(), policy.get("RoleName")]
            if any(stack.at(one) is role for one in attached):
                yield policy.get("PolicyDocument")


def open_urls(stack: Stack, function: Resource) -> Iterator[Place]:
    """Where a function's URL says that anybody may call it."""
    own = function.get("FunctionUrlConfig", "AuthType")
    if own.text == "NONE":
        yield own.place
    for url in stack.naming(function, "TargetFunctionArn", "AWS::Lambda::Url"):
        if url.get("AuthType").text == "NONE":
            yield url.get("AuthType").place


def open_permissions(stack: Stack, function: Resource) -> Iterator[tuple[str, Place]]:
    """The services that may invoke a function on behalf of any account, each with the permission's place."""
    for permission in stack.naming(function, "FunctionName", "AWS::Lambda::Permission"):
        principal = permission.get("Principal").text or ""
        is_open = all(isinstance(permission.get(key), Absent) for key in _NARROWING)
        if is_open and (principal in _SERVICES or principal == "*"):
            yield principal, permission.place
