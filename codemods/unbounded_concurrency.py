"""LMB810."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness, stacks


class UnboundedConcurrency(TemplateRule):
    """A function that may open more connections than its database has.

    What it does
    ------------
    Finds functions whose code uses a database driver with connections to run out of, and for which no reserved
    concurrency bounds how many of them run at once.

    Why it is bad
    -------------
    Every environment holds a connection of its own. A burst of requests makes a thousand of them, and a small
    PostgreSQL has a hundred.

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
        ReservedConcurrentExecutions: 20
    ```

    When the fix is safe
    --------------------
    Never: the bound follows from the database and from what else uses it.

    When it is refused
    ------------------
    Always. Set `ReservedConcurrentExecutions`, or put RDS Proxy in between. No finding: the code is not in the
    project; the value is known at deployment only; a queue's `MaximumConcurrency` bounds it.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html
    """

    code = "LMB810"
    name = "unbounded-concurrency"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            code, bound = every.code_of(stack, function), function.get("ReservedConcurrentExecutions")
            if code is None or not isinstance(bound, stacks.Absent) or not readiness.reaches_database(code):
                continue
            feeding = (trigger.settings for trigger, _ in readiness.queues(stack, function))
            if not any(settings.get("ScalingConfig", "MaximumConcurrency").number for settings in feeding):
                yield Fault(
                    function.place,
                    function.name,
                    "it opens database connections, and nothing bounds how many of it run at once",
                    Refusal(
                        "the bound follows from the database", "set ReservedConcurrentExecutions, or use RDS Proxy"
                    ),
                )
