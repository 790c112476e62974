"""LMB815."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness, stacks


class EndlessLogs(TemplateRule):
    """A log group that keeps everything for ever.

    What it does
    ------------
    Finds functions whose log group the template does not declare, so that Lambda makes one without an end, and
    declared ones without `RetentionInDays`.

    Why it is bad
    -------------
    Logs are paid for by the month as long as they are kept, and personal data in them outlives every promise about
    it.

    Example
    -------
    ```yaml
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          Runtime: python3.13
      OrdersLogs:
        Type: AWS::Logs::LogGroup
        Properties:
          LogGroupName: !Sub /aws/lambda/${Orders}
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
      OrdersLogs:
        Type: AWS::Logs::LogGroup
        Properties:
          LogGroupName: !Sub /aws/lambda/${Orders}
          RetentionInDays: 30
    ```

    When the fix is safe
    --------------------
    Never: CloudWatch deletes what is older than the 30 days that the fix sets. The rest of the template stays byte
    for byte.

    When it is refused
    ------------------
    Where no log group is declared: it exists already if the function ever ran, and a stack cannot create it again.
    No finding: which log group is the function's, or how long it keeps logs, is known at deployment only.

    References
    ----------
    - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
    """

    code = "LMB815"
    name = "endless-logs"
    remedy = "Keep logs for 30 days"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            group = readiness.log_group(stack, function)
            if group is None or not isinstance(group.retention or stacks.Absent(function.place), stacks.Absent):
                continue
            if group.resource is None:
                yield Fault(
                    function.place,
                    function.name,
                    "its log group is left to Lambda, which keeps everything for ever",
                    Refusal("the group may exist already", "declare it with RetentionInDays, or import it"),
                )
            else:
                answer = readiness.property_set(group.resource, ("RetentionInDays",), _DAYS, "set RetentionInDays")
                yield Fault(
                    group.resource.place,
                    function.name,
                    "its log group has no retention, and keeps everything for ever",
                    answer,
                    "" if isinstance(answer, Refusal) else f"logs older than {_DAYS} days are deleted",
                )


_DAYS = 30
