"""LMB805."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class NoAlarm(TemplateRule):
    """A function that can fail, be throttled or slow down without anybody being told.

    What it does
    ------------
    Finds functions for which no template of the project has alarms on the metrics `Errors`, `Throttles` and
    `Duration`. An alarm counts wherever it stands, and one without dimensions counts for all functions.

    Why it is bad
    -------------
    A function that fails writes a line into a log that nobody reads.

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
    OrdersFail:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: AWS/Lambda
        MetricName: Errors
        Dimensions: [{Name: FunctionName, Value: !Ref Orders}]
        Statistic: Sum
        Period: 60
        EvaluationPeriods: 1
        Threshold: 0
        ComparisonOperator: GreaterThanThreshold
    ```

    When the fix is safe
    --------------------
    Never: whom to tell, and from when on, is for you to say.

    When it is refused
    ------------------
    Always. Watch `Errors` and `Throttles` by sum, `Duration` by `p99`. No finding: an alarm names a function that
    is known at deployment only.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    """

    code = "LMB805"
    name = "no-alarm"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            watched = readiness.alarmed(every, stack, function)
            missing = [metric for metric in readiness.ALARMED if metric not in watched]
            if missing:
                yield Fault(
                    function.place,
                    function.name,
                    f"no alarm of the project watches its {', '.join(missing)}",
                    Refusal(
                        "whom to tell, and from when on, is for you to say", "add alarms in the namespace AWS/Lambda"
                    ),
                )
