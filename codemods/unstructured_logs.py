"""LMB808."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness, stacks


class UnstructuredLogs(TemplateRule):
    """A function that logs text which no query can take apart.

    What it does
    ------------
    Finds functions whose code logs or prints, with nothing that makes JSON of it: no `LoggingConfig` with
    `LogFormat: JSON`, and no Powertools logger, structlog or the like among the imports.

    Why it is bad
    -------------
    CloudWatch Logs Insights filters by fields. Of text it finds words, and which request a line belongs to is lost.

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
        LoggingConfig:
          LogFormat: JSON
    ```

    When the fix is safe
    --------------------
    Never: it changes what every line of the log looks like, and what reads them.

    When it is refused
    ------------------
    Always. Set `LogFormat: JSON`, or log with the Logger of Powertools for AWS Lambda. No finding: the code is not
    in the project; the format is known at deployment only.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
    - https://docs.powertools.aws.dev/lambda/python/latest/core/logger/
    """

    code = "LMB808"
    name = "unstructured-logs"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            code, told = every.code_of(stack, function), function.get("LoggingConfig", "LogFormat")
            plain = isinstance(told, stacks.Absent) or told.text == "Text"
            if code is not None and plain and readiness.logs(code) and not readiness.structured_logs(code):
                yield Fault(
                    told.place if told.text else function.place,
                    function.name,
                    "it logs plain text, of which CloudWatch Logs Insights can filter no field",
                    Refusal(
                        "every line of the log would look different", "set LogFormat to JSON, or use Powertools' Logger"
                    ),
                )
