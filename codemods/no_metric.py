"""LMB811."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class NoMetric(TemplateRule):
    """A function that counts nothing of what it is there for.

    What it does
    ------------
    Finds functions whose code, in all files that it imports, writes no metric of its own: no `put_metric_data`, no
    Powertools `Metrics`, no embedded metric format.

    Why it is bad
    -------------
    Lambda's own metrics tell that requests came and how many failed. That orders stopped coming, or are all
    refused, looks healthy there.

    Example
    -------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
    ```

    Use instead
    -----------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        Environment:
          Variables:
            POWERTOOLS_METRICS_NAMESPACE: Orders
    ```

    When the fix is safe
    --------------------
    Never: what is worth counting is for you to say.

    When it is refused
    ------------------
    Always. Count what the business asks for with the `Metrics` of Powertools for AWS Lambda. No finding: the code
    is not in the project.

    References
    ----------
    - https://docs.powertools.aws.dev/lambda/python/latest/core/metrics/
    """

    code = "LMB811"
    name = "no-metric"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            code = every.code_of(stack, function)
            if code is not None and not readiness.writes_metrics(code):
                yield Fault(
                    function.place,
                    function.name,
                    "it writes no metric of its own, so that only its errors can be watched",
                    Refusal("what is worth counting is for you to say", "count it with Powertools' Metrics"),
                )
