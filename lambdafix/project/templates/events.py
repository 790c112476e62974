"""What triggers a function: the event's kind, by the words lambdafix uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lambdafix.model import Batching, EventSource
from lambdafix.project.document import Block, Value, block, sequence, text
from lambdafix.project.templates.values import reference

_SAM = {
    "AlexaSkill": "alexa",
    "Api": "api",
    "CloudWatchEvent": "eventbridge",
    "CloudWatchLogs": "logs",
    "Cognito": "cognito",
    "DocumentDB": "documentdb",
    "DynamoDB": "dynamodb",
    "EventBridgeRule": "eventbridge",
    "HttpApi": "api",
    "IoTRule": "iot",
    "Kinesis": "kinesis",
    "MQ": "mq",
    "MSK": "kafka",
    "S3": "s3",
    "SNS": "sns",
    "SQS": "sqs",
    "Schedule": "schedule",
    "ScheduleV2": "schedule",
    "SelfManagedKafka": "kafka",
}
_PRINCIPALS = {
    "alexa-appkit.amazon.com": "alexa",
    "apigateway.amazonaws.com": "api",
    "cognito-idp.amazonaws.com": "cognito",
    "elasticloadbalancing.amazonaws.com": "api",
    "events.amazonaws.com": "eventbridge",
    "iot.amazonaws.com": "iot",
    "logs.amazonaws.com": "logs",
    "s3.amazonaws.com": "s3",
    "scheduler.amazonaws.com": "schedule",
    "secretsmanager.amazonaws.com": "rotation",
    "sns.amazonaws.com": "sns",
}
PARTIAL = "ReportBatchItemFailures"
_ANSWERS = "FunctionResponseTypes"
_STREAMS = ("sqs", "dynamodb", "kinesis", "kafka", "mq", "rds")


def sam_triggers(properties: Block) -> tuple[str, ...]:
    """From a SAM function's `Events` and `FunctionUrlConfig`."""
    kinds = [text(block(event).get("Type")) for event in block(properties.get("Events")).values()]
    found = [_SAM.get(kind, kind.lower()) for kind in kinds if kind]
    if "FunctionUrlConfig" in properties:
        found.append("api")
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Source:
    """A queue or stream of a function."""

    properties: Block
    kind: str
    keys: tuple[str, ...]
    """What leads to the properties in the template."""


class Pointers:
    """The mappings, permissions, rules and custom resources of a template, by the function they point at."""

    def __init__(self, resources: Block) -> None:
        self._resources = resources
        self._by_function: dict[str, list[tuple[str, Block]]] = {}
        for own, value in resources.items():
            resource = block(value)
            for name in dict.fromkeys(_targets(resource)):
                self._by_function.setdefault(name, []).append((own, resource))

    def triggers(self, function: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._pointing_at(function)))

    def sources(self, function: str) -> Iterator[Source]:
        """The event source mappings that point at `function`."""
        for name, resource in self._by_function.get(function, ()):
            properties = block(resource.get("Properties"))
            is_mapping = text(resource.get("Type")) == "AWS::Lambda::EventSourceMapping"
            if is_mapping and reference(properties.get("FunctionName")) == function:
                kind = _mapped(self._resources, properties.get("EventSourceArn"))
                yield Source(properties, kind, ("Resources", name, "Properties"))

    def _pointing_at(self, function: str) -> Iterator[str]:
        for _, resource in self._by_function.get(function, ()):
            kind = text(resource.get("Type"))
            properties = block(resource.get("Properties"))
            if reference(properties.get("FunctionName")) == function:
                if kind == "AWS::Lambda::Permission":
                    trigger = principal_trigger(text(properties.get("Principal")))
                    if trigger:
                        yield trigger
                elif kind == "AWS::Lambda::EventSourceMapping":
                    yield _mapped(self._resources, properties.get("EventSourceArn"))
                elif kind == "AWS::Lambda::Url":
                    yield "api"
            elif reference(properties.get("ServiceToken")) == function:
                yield "custom-resource"
            elif kind == "AWS::Events::Rule" and "ScheduleExpression" in properties:
                yield "schedule"


def _targets(resource: Block) -> Iterator[str]:
    """The names of what a resource may point at as a function."""
    properties = block(resource.get("Properties"))
    yield reference(properties.get("FunctionName"))
    yield reference(properties.get("ServiceToken"))
    if text(resource.get("Type")) == "AWS::Events::Rule":
        yield from (reference(block(target).get("Arn")) for target in sequence(properties.get("Targets")))


def batching(template: str, resources: Block, sources: Iterable[Source]) -> Batching:
    """What a function's queues and streams say, as SAM and CloudFormation write them."""
    known = list(sources)
    single = [text(source.properties.get("BatchSize")).strip() == "1" for source in known]
    told = tuple(_event_source(template, resources, source) for source in known)
    return Batching(bool(single) and all(single), any(source.partial for source in told), told)


def _event_source(template: str, resources: Block, source: Source) -> EventSource:
    partial = PARTIAL in map(text, sequence(source.properties.get(_ANSWERS)))
    is_ordered = source.kind == "sqs" and _is_ordered(resources, source.properties)
    return EventSource(template, source.keys, source.kind, _ANSWERS, partial, is_ordered)


def _is_ordered(resources: Block, properties: Block) -> bool:
    """Whether the queue is a FIFO queue, by its own resource or by its name."""
    arn = properties.get("Queue") or properties.get("EventSourceArn")
    queue = block(block(resources.get(reference(arn))).get("Properties"))
    return text(queue.get("FifoQueue")).lower() == "true" or text(arn).endswith(".fifo")


def sam_sources(properties: Block, function: str) -> Iterator[Source]:
    """The queues and streams among the `Events` of the SAM function `function`."""
    for name, event in block(properties.get("Events")).items():
        kind = _SAM.get(text(block(event).get("Type")), "")
        if kind in ("sqs", "kinesis", "dynamodb", "kafka", "mq"):
            keys = ("Resources", function, "Properties", "Events", name, "Properties")
            yield Source(block(block(event).get("Properties")), kind, keys)


def triggering(properties: Block, mapped: Iterable[Source]) -> Iterator[str]:
    """The resources that trigger a function of a template, by its own events or `mapped`, whatever happens in them."""
    events = [block(block(event).get("Properties")) for event in block(properties.get("Events")).values()]
    for source in (*events, *(one.properties for one in mapped)):
        if source.keys() & {"Filter", "FilterCriteria", "FilterPolicy"}:
            continue
        named = (reference(source.get(key)) for key in ("Queue", "Stream", "Topic", "Bucket", "EventSourceArn"))
        yield from filter(None, named)


def principal_trigger(principal: str) -> str:
    """The trigger behind a service that may invoke a function ("s3.amazonaws.com"), "" for others."""
    return _PRINCIPALS.get(principal, "")


def stream_trigger(source: str) -> str:
    """The trigger that an event source's ARN or expression shows, "unknown" where it shows none."""
    lowered = source.lower()
    if "queue" in lowered:
        return "sqs"
    if "table" in lowered:
        return "dynamodb"
    return next((kind for kind in _STREAMS if kind in lowered), "unknown")


def _mapped(resources: Block, source: Value) -> str:
    kind = text(block(resources.get(reference(source))).get("Type"))
    return stream_trigger(kind or text(source))
