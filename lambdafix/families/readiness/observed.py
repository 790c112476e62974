"""What is there to see of a function: its log group and how long that keeps logs, and the alarms on it.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lambdafix.project.stacks import Absent, Resource, Setting, Stack, Stacks

ALARMED = ("Errors", "Throttles", "Duration")
_PREFIX = "/aws/lambda/"


@dataclass(frozen=True, slots=True)
class LogGroup:
    """`resource` is None where the stack declares none, and Lambda makes one that keeps everything."""

    resource: Resource | None
    retention: Setting | None = None


def log_group(stack: Stack, function: Resource) -> LogGroup | None:
    """The log group of a function; None where it cannot be told which that is."""
    for key in ("LogRetentionInDays", "LoggingConfig"):
        told = function.get(key) if key == "LogRetentionInDays" else function.get(key, "LogGroup")
        if key == "LogRetentionInDays" and not isinstance(told, Absent):
            return LogGroup(function, told)
        if key == "LoggingConfig" and not isinstance(told, Absent):
            group = stack.at(told)
            return LogGroup(group, group.get("RetentionInDays")) if group else None
    unknown = False
    for group in stack.of_kind("AWS::Logs::LogGroup"):
        name = group.get("LogGroupName")
        if _is_of(stack, name, function):
            return LogGroup(group, group.get("RetentionInDays"))
        unknown |= not isinstance(name, Absent) and name.text is None and _names_other(stack, name, function) is None
    return None if unknown else LogGroup(None)


def _is_of(stack: Stack, name: Setting, function: Resource) -> bool:
    written = name.written
    if not written.startswith(_PREFIX):
        return False
    own = function.get("FunctionName").written
    return stack.is_same(name, function) or (bool(own) and written.removeprefix(_PREFIX) == own)


def _names_other(stack: Stack, name: Setting, function: Resource) -> bool | None:
    """True where a log group's name is that of another function, None where it cannot be told."""
    others = (other for other in stack.functions if other is not function)
    return True if any(_is_of(stack, name, other) for other in others) else None


def alarmed(stacks: Stacks, stack: Stack, function: Resource) -> frozenset[str]:
    """The metrics of a function that an alarm of any stack watches; all, where an alarm's function is not known."""
    return frozenset(metric for other in stacks.all for metric in _watched(other, stack, function))


def _watched(other: Stack, stack: Stack, function: Resource) -> Iterator[str]:
    for alarm in other.of_kind("AWS::CloudWatch::Alarm"):
        metrics = [alarm.properties, *(one.get("MetricStat", "Metric") for one in alarm.get("Metrics").items())]
        for metric in metrics:
            name, space = metric.get("MetricName").text, metric.get("Namespace").text
            if space != "AWS/Lambda" or name not in ALARMED:
                continue
            dimensions = list(metric.get("Dimensions").items())
            named = [one.get("Value") for one in dimensions if one.get("Name").text in ("FunctionName", "Resource")]
            is_unknown = any(one.text is None and not (other is stack and one.target) for one in named)
            if not dimensions or is_unknown or any(stack.is_same(one, function) for one in named):
                yield name
