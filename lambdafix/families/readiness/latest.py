"""Where a stack names `$LATEST`, or asks for what only a version can have.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.project.stacks import Absent, Place, Resource, Stack

_LATEST = "$LATEST"


def latest_uses(stack: Stack, function: Resource) -> Iterator[tuple[str, Place]]:
    """A clause that says what is wrong, and its place."""
    for alias in stack.naming(function, "FunctionName", "AWS::Lambda::Alias"):
        version = alias.get("FunctionVersion")
        if version.text == _LATEST:
            yield f"the alias {alias.get('Name').text or alias.name} points at {_LATEST}", version.place
    for resource in stack.naming(
        function, "FunctionName", "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission"
    ):
        named = resource.get("FunctionName")
        if named.written.endswith(f":{_LATEST}"):
            yield f"{resource.name} names {_LATEST}", named.place
    if isinstance(function.get("AutoPublishAlias"), Absent) and not _may_have_version(stack, function):
        snapshot = function.get("SnapStart", "ApplyOn")
        if snapshot.text == "PublishedVersions" and stack.how != "serverless":
            yield "SnapStart works on published versions, and the stack publishes none", snapshot.place
        provisioned = function.get("ProvisionedConcurrencyConfig")
        if next(provisioned.entries(), None) is not None:
            yield "provisioned concurrency needs an alias, and the function has none", provisioned.place


def _may_have_version(stack: Stack, function: Resource) -> bool:
    publish = function.get("Publish")
    if not isinstance(publish, Absent) and publish.text != "false":
        return True
    kinds = ("AWS::Lambda::Version", "AWS::Lambda::Alias")
    return any(stack.naming(function, "FunctionName", *kinds)) or any(stack.unplaced("FunctionName", *kinds))
