"""What invokes a function, and how: a failed asynchronous call is nobody's but Lambda's to keep.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from lambdafix.project.stacks import Absent, Place, Resource, Setting, Stack


class Mode(enum.Enum):
    ASYNCHRONOUS = "asynchronous"
    POLLED = "polled"
    SYNCHRONOUS = "synchronous"


@dataclass(frozen=True, slots=True)
class Trigger:
    noun: str
    """As a sentence calls it: "an SNS topic"."""
    mode: Mode
    place: Place
    settings: Setting
    """What the event, permission or mapping says."""


_ASYNCHRONOUS = {
    "CloudWatchEvent": "an EventBridge rule",
    "CloudWatchLogs": "CloudWatch Logs",
    "EventBridgeRule": "an EventBridge rule",
    "IoTRule": "an IoT rule",
    "S3": "an S3 bucket",
    "SNS": "an SNS topic",
    "Schedule": "a schedule",
    "ScheduleV2": "a schedule",
}
_POLLED = {
    "DocumentDB": "a DocumentDB change stream",
    "DynamoDB": "a DynamoDB stream",
    "Kinesis": "a Kinesis stream",
    "MQ": "a message broker",
    "MSK": "a Kafka topic",
    "SQS": "an SQS queue",
    "SelfManagedKafka": "a Kafka topic",
}
_PRINCIPALS = {
    "events.amazonaws.com": "an EventBridge rule",
    "iot.amazonaws.com": "an IoT rule",
    "logs.amazonaws.com": "CloudWatch Logs",
    "s3.amazonaws.com": "an S3 bucket",
    "sns.amazonaws.com": "an SNS topic",
}
_FAILED = (
    ("RedrivePolicy", "deadLetterTargetArn"),
    ("DeadLetterConfig", "TargetArn"),
    ("DeadLetterQueue", "TargetArn"),
    ("DestinationConfig", "OnFailure", "Destination"),
    ("EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination"),
)


def triggers(stack: Stack, function: Resource) -> Iterator[Trigger]:
    """What the stack says invokes `function`."""
    for _, event in function.get("Events").entries():
        kind, settings = event.get("Type").text or "", event.get("Properties")
        place = event.get("Type").place
        if kind == "SNS" and _through_a_queue(settings):
            yield Trigger("an SQS queue", Mode.POLLED, place, settings)
        elif kind in _ASYNCHRONOUS:
            yield Trigger(_ASYNCHRONOUS[kind], Mode.ASYNCHRONOUS, place, settings)
        elif kind in _POLLED:
            yield Trigger(_POLLED[kind], Mode.POLLED, place, settings)
        else:
            yield Trigger("an API", Mode.SYNCHRONOUS, place, settings)
    for permission in stack.naming(function, "FunctionName", "AWS::Lambda::Permission"):
        principal = permission.get("Principal").text or ""
        if principal in _PRINCIPALS and (function.conditional or not permission.conditional):
            yield Trigger(_PRINCIPALS[principal], Mode.ASYNCHRONOUS, permission.place, permission.properties)
    for mapping in stack.naming(function, "FunctionName", "AWS::Lambda::EventSourceMapping"):
        queue = stack.at(mapping.get("EventSourceArn"))
        noun = "an SQS queue" if queue and queue.kind == "AWS::SQS::Queue" else "a stream or queue"
        yield Trigger(noun, Mode.POLLED, mapping.place, mapping.properties)


def asynchronous(stack: Stack, function: Resource) -> Trigger | None:
    """The first asynchronous trigger of a function."""
    return next((one for one in triggers(stack, function) if one.mode is Mode.ASYNCHRONOUS), None)


def queues(stack: Stack, function: Resource) -> Iterator[tuple[Trigger, Resource]]:
    """The SQS queues of this stack that a function is fed from."""
    for trigger in triggers(stack, function):
        if trigger.mode is Mode.POLLED:
            for key in ("Queue", "EventSourceArn"):
                queue = stack.at(trigger.settings.get(key))
                if queue is not None and queue.kind == "AWS::SQS::Queue":
                    yield trigger, queue


def keeps_for_ever(stack: Stack, queue: Resource) -> bool:
    """Whether a queue never sets a message aside, and is none that others set theirs aside in."""
    apart = (stack.at(policy.get("QueueUrl")) for policy in stack.of_kind("AWS::SQS::RedrivePolicy"))
    is_told = all(isinstance(queue.get(key), Absent) for key in ("RedrivePolicy", "RedriveAllowPolicy"))
    return is_told and all(other is not queue for other in apart) and not _is_dead_letter_queue(stack, queue)


def _is_dead_letter_queue(stack: Stack, queue: Resource) -> bool:
    """Whether a resource of the stack puts there what failed, as far as each tells where it does."""
    return any(stack.is_same(one.get(*keys), queue) for one in stack.resources for keys in _FAILED)


def _through_a_queue(settings: Setting) -> bool:
    subscription = settings.get("SqsSubscription")
    return (subscription.text or "") == "true" or any(True for _ in subscription.entries())
