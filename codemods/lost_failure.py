"""LMB803."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, Related, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class LostFailure(TemplateRule):
    """An asynchronous function whose failed events go nowhere.

    What it does
    ------------
    Finds functions that a bucket, a topic, a rule, a schedule, an IoT rule or a log subscription invokes, and that
    have neither a dead-letter queue nor a failure destination.

    Why it is bad
    -------------
    Lambda answers such a trigger at once and tries a failed event twice more. Then it drops it: the upload, the
    order, the nightly run is gone, and only a metric tells that there was one.

    Example
    -------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        Events:
          Uploaded:
            Type: S3
            Properties:
              Bucket: !Ref Uploads
              Events: s3:ObjectCreated:*
    ```

    Use instead
    -----------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        EventInvokeConfig:
          DestinationConfig:
            OnFailure:
              Type: SQS
        Events:
          Uploaded:
            Type: S3
            Properties:
              Bucket: !Ref Uploads
              Events: s3:ObjectCreated:*
    ```

    When the fix is safe
    --------------------
    Never: it takes a queue or topic that somebody looks at.

    When it is refused
    ------------------
    Always. In SAM, `OnFailure: {Type: SQS}` makes the queue as well. No finding: the function is called
    synchronously or fed from a queue or stream; whether a destination is set is known at deployment only.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """

    code = "LMB803"
    name = "lost-failure"

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            trigger = readiness.asynchronous(stack, function)
            if trigger is not None and readiness.keeps_failures(stack, function) is False:
                yield Fault(
                    function.place,
                    function.name,
                    f"{trigger.noun} invokes it asynchronously, and an event that it fails on three times is dropped",
                    Refusal(
                        "it takes a queue or topic that somebody looks at",
                        "set a failure destination (EventInvokeConfig, OnFailure) or a dead-letter queue",
                    ),
                    related=(Related(trigger.place.path, trigger.place.row, "what invokes it"),)
                    if trigger.place.row
                    else (),
                )
