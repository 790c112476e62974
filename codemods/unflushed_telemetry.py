"""LMB704."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, runtime

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class UnflushedTelemetry(Codemod[runtime.Flush]):
    """Metrics, events or messages that a client buffers and nothing sends before the handler returns.

    What it does
    ------------
    Finds what requests give to a Kafka producer, Powertools Metrics, PostHog, Segment or Sentry, where nothing in the
    project empties the client's buffer: no `flush`, no decorator or option of the library that does.

    Why it is bad
    -------------
    Such a client sends from a thread of its own, a moment later. Lambda freezes the process when the handler returns:
    the data comes with the next request, or is lost with the environment.

    Example
    -------
    ```python
    from aws_lambda_powertools import Metrics
    from aws_lambda_powertools.metrics import MetricUnit

    metrics = Metrics(namespace="Shop", service="orders")


    def handler(event, context):
        metrics.add_metric(name="Orders", unit=MetricUnit.Count, value=1)
        return {"statusCode": 201}
    ```

    Use instead
    -----------
    ```python
    from aws_lambda_powertools import Metrics
    from aws_lambda_powertools.metrics import MetricUnit

    metrics = Metrics(namespace="Shop", service="orders")


    def handler(event, context):
        try:
            metrics.add_metric(name="Orders", unit=MetricUnit.Count, value=1)
        finally:
            metrics.flush_metrics()
        return {"statusCode": 201}
    ```

    When the fix is safe
    --------------------
    Never: the caller waits until all is sent.

    When it is refused
    ------------------
    In coroutines, and where the client is made in another place than it is used. No finding: the library's decorator,
    integration or synchronous mode is in use, or something in the project empties the buffer; the client comes out of
    another file.

    References
    ----------
    - https://docs.powertools.aws.dev/lambda/python/latest/core/metrics/
    - https://kafka-python.readthedocs.io/en/master/apidoc/KafkaProducer.html
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """

    code = "LMB704"
    name = "unflushed-telemetry"
    remedy = "Empty the buffer before the handler returns"
    evidence = re.compile(rb"kafka|aws_lambda_powertools|posthog|analytics|sentry_sdk")

    def detect(self, module: Module) -> Iterator[Match[runtime.Flush]]:
        for found in runtime.unflushed(module):
            yield Match.answered(
                module.span(found.call),
                f"{found.client.noun} sends later what it is given: Lambda freezes it before, and nothing flushes",
                found.answer,
                doubts=["the caller waits until all is sent"],
                call_path=found.reach.call_path,
            )
