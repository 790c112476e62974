"""Clients that send later what they are given now, by the documentation of each.

https://kafka-python.readthedocs.io/en/master/apidoc/KafkaProducer.html (`send` is asynchronous),
https://docs.confluent.io/platform/current/clients/confluent-kafka-python/html/index.html (`produce`),
https://docs.powertools.aws.dev/lambda/python/latest/core/metrics/ (`log_metrics`, `flush_metrics`),
https://posthog.com/docs/libraries/python,
https://segment.com/docs/connections/sources/catalog/libraries/server/python/,
https://docs.sentry.io/platforms/python/configuration/draining/
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Buffered:
    noun: str
    gives: frozenset[str]
    """Methods that put something into the buffer."""
    flush: str
    """The method that empties it, called without arguments."""
    empties: frozenset[str]
    """What else shows that somebody thought of it: methods, decorators, options."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLASSES: dict[str, Buffered] = {
    "kafka.KafkaProducer": Buffered("the Kafka producer", _words("send"), "flush", _words("flush close get")),
    "confluent_kafka.Producer": Buffered("the Kafka producer", _words("produce"), "flush", _words("flush poll close")),
    "aws_lambda_powertools.Metrics": Buffered(
        "Powertools Metrics",
        _words("add_metric"),
        "flush_metrics",
        _words("flush_metrics log_metrics single_metric"),
    ),
    "posthog.Posthog": Buffered(
        "the PostHog client", _words("capture identify alias"), "flush", _words("flush shutdown join sync_mode")
    ),
    "segment.analytics.Client": Buffered(
        "the Segment client", _words("track identify page group"), "flush", _words("flush shutdown join sync_mode")
    ),
}
"""Canonical class -> what its objects buffer."""
CLASSES["kafka.producer.KafkaProducer"] = CLASSES["kafka.KafkaProducer"]
CLASSES["aws_lambda_powertools.metrics.Metrics"] = CLASSES["aws_lambda_powertools.Metrics"]

MODULES: dict[str, Buffered] = {
    "posthog": CLASSES["posthog.Posthog"],
    "segment.analytics": CLASSES["segment.analytics.Client"],
    "analytics": CLASSES["segment.analytics.Client"],
    "sentry_sdk": Buffered(
        "the Sentry client",
        _words("capture_exception capture_message capture_event"),
        "flush",
        _words("flush AwsLambdaIntegration serverless_function"),
    ),
}
"""A module whose functions do the same for a client of its own."""
