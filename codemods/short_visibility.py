"""LMB816."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness, stacks


class ShortVisibility(TemplateRule):
    """A queue whose messages come back while they are being worked on, or that keeps a bad one for ever.

    What it does
    ------------
    Finds queues of the same template that feed a function, and whose visibility timeout (30 seconds unless set) is
    below six times the function's timeout, or that have no redrive policy.

    Why it is bad
    -------------
    A message that becomes visible again before the function is done is handed to a second one: the order is charged
    twice. Without a dead-letter queue a message that always fails comes back until it expires.

    Example
    -------
    ```yaml
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          Runtime: python3.13
          Timeout: 20
          Events:
            Queue:
              Type: SQS
              Properties:
                Queue: !GetAtt Queue.Arn
      Queue:
        Type: AWS::SQS::Queue
        Properties:
          RedrivePolicy:
            deadLetterTargetArn: !GetAtt Failed.Arn
            maxReceiveCount: 5
          VisibilityTimeout: 30  # seconds
    ```

    Use instead
    -----------
    ```yaml
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          Runtime: python3.13
          Timeout: 20
          Events:
            Queue:
              Type: SQS
              Properties:
                Queue: !GetAtt Queue.Arn
      Queue:
        Type: AWS::SQS::Queue
        Properties:
          RedrivePolicy:
            deadLetterTargetArn: !GetAtt Failed.Arn
            maxReceiveCount: 5
          VisibilityTimeout: 120  # seconds
    ```

    When the fix is safe
    --------------------
    Never: a message that a crashed function held comes back later. The fix sets the visibility timeout; the rest of
    the template stays byte for byte.

    When it is refused
    ------------------
    Where there is no redrive policy: it takes a queue that somebody looks at. No finding: one of the two times is
    known at deployment only; the queue is not in the template.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    """

    code = "LMB816"
    name = "short-visibility"
    remedy = "Hide messages for six times the function's timeout"

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            for trigger, queue in readiness.queues(stack, function):
                yield from _too_short(stack, function, trigger.settings, queue)
                if readiness.keeps_for_ever(stack, queue):
                    yield Fault(
                        queue.place,
                        queue.name,
                        f"a message that {function.name} always fails on comes back until it expires",
                        Refusal("it takes a queue that somebody looks at", "add a RedrivePolicy with maxReceiveCount"),
                    )


_TIMES, _DEFAULT = 6, 30


def _too_short(
    stack: stacks.Stack, function: stacks.Resource, settings: stacks.Setting, queue: stacks.Resource
) -> Iterator[Fault]:
    timeout, visible = function.get("Timeout"), queue.get("VisibilityTimeout")
    default = 6 if stack.how == "serverless" else 3
    seconds = default if isinstance(timeout, stacks.Absent) else timeout.number
    hidden = _DEFAULT if isinstance(visible, stacks.Absent) else visible.number
    if seconds is None or hidden is None or hidden >= _TIMES * seconds:
        return
    answer = readiness.property_set(
        queue, ("VisibilityTimeout",), _TIMES * seconds, f"set it to {_TIMES * seconds} seconds"
    )
    why = _why(hidden, seconds)
    told = "is left at" if isinstance(visible, stacks.Absent) else "is"
    yield Fault(
        queue.place if isinstance(visible, stacks.Absent) else visible.place,
        queue.name,
        f"its visibility timeout {told} {hidden} seconds, and {function.name} may take {seconds}: {why}",
        answer,
        "" if isinstance(answer, Refusal) else "a message that a crashed function held comes back later",
    )


def _why(hidden: int, seconds: int) -> str:
    if hidden < seconds:
        return "a message comes back while it is being worked on"
    return f"AWS asks for {_TIMES} times that, since a batch that is throttled waits with its time running"
