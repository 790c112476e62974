"""LMB809."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness, stacks


class NoTracing(TemplateRule):
    """A function whose requests leave no trace.

    What it does
    ------------
    Finds functions for which the template does not turn X-Ray on: no `Tracing: Active`, no `TracingConfig`, or
    `PassThrough`.

    Why it is bad
    -------------
    Of a slow request the log tells that it was slow. A trace tells whether it was the cold start, the database or
    the service behind it.

    Example
    -------
    ```yaml
    AWSTemplateFormatVersion: "2010-09-09"
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          Runtime: python3.13  # the newest
    ```

    Use instead
    -----------
    ```yaml
    AWSTemplateFormatVersion: "2010-09-09"
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          Runtime: python3.13  # the newest
          Tracing: Active
    ```

    When the fix is safe
    --------------------
    Never: traces cost, and outside of SAM the role needs `xray:PutTraceSegments`. The fix sets the one value; the
    rest of the template stays byte for byte.

    When it is refused
    ------------------
    Where the template is neither SAM nor CloudFormation, is generated, or the value is an expression. No finding:
    the mode is known at deployment only; code that imports the Datadog or OpenTelemetry layer's library.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
    """

    code = "LMB809"
    name = "no-tracing"
    remedy = "Turn X-Ray tracing on"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            is_sam = stack.how != "cloudformation" or function.kind == "AWS::Serverless::Function"
            keys = ("Tracing",) if is_sam else ("TracingConfig", "Mode")
            mode, code = function.get(*keys), every.code_of(stack, function)
            if code is not None and code.uses("datadog_lambda", "ddtrace", "opentelemetry", "newrelic"):
                continue
            if isinstance(mode, stacks.Absent) or mode.text in ("PassThrough", "Disabled"):
                answer = readiness.property_set(function, keys, "Active", "turn X-Ray on for the function")
                yield Fault(
                    mode.place if mode.text else function.place,
                    function.name,
                    "X-Ray is off, so that nothing tells where a slow request was slow",
                    answer,
                    ""
                    if isinstance(answer, Refusal)
                    else "traces cost, and outside of SAM the role needs xray:PutTraceSegments",
                )
