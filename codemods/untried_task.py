"""LMB804."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class UntriedTask(TemplateRule):
    """A Step Functions task that calls Lambda once, and fails its execution on the first error.

    What it does
    ------------
    Finds Task states that invoke a function and have no `Retry`, in definitions that stand in a template or in a
    file that the template names.

    Why it is bad
    -------------
    Lambda itself fails now and then: throttled, out of capacity, a deployment under way. Without a retry one such
    answer ends the whole execution, often in the middle.

    Example
    -------
    ```yaml
    Charge:
      Type: AWS::Serverless::StateMachine
      Properties:
        Definition:
          StartAt: Pay
          States:
            Pay:
              Type: Task
              Resource: !GetAtt Orders.Arn
              End: true
    ```

    Use instead
    -----------
    ```yaml
    Charge:
      Type: AWS::Serverless::StateMachine
      Properties:
        Definition:
          StartAt: Pay
          States:
            Pay:
              Type: Task
              Resource: !GetAtt Orders.Arn
              Retry:
                - ErrorEquals: [Lambda.ServiceException, Lambda.SdkClientException, Lambda.TooManyRequestsException]
                  IntervalSeconds: 2
                  MaxAttempts: 6
                  BackoffRate: 2
              End: true
    ```

    When the fix is safe
    --------------------
    Never: which errors may be tried again depends on what the task does.

    When it is refused
    ------------------
    Always. Retry at least `Lambda.ServiceException`, `Lambda.SdkClientException` and
    `Lambda.TooManyRequestsException`. No finding: a Parallel or Map state around the task retries; the task waits
    for a token, or calls another service; the definition is not in the project.

    References
    ----------
    - https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
    - https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    """

    code = "LMB804"
    name = "untried-task"

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for task in readiness.untried(every, stack):
            yield Fault(
                task.place,
                task.machine,
                f"the task {task.state} calls Lambda without Retry: one throttled call fails the execution",
                Refusal(
                    "which errors may be tried again depends on what the task does",
                    "retry Lambda.ServiceException, Lambda.SdkClientException and Lambda.TooManyRequestsException",
                ),
            )
