"""LMB814."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class DeprecatedRuntime(TemplateRule):
    """A runtime that Lambda has deprecated.

    What it does
    ------------
    Finds functions in Python 3.10 and older, by the dates that AWS has published.

    Why it is bad
    -------------
    A deprecated runtime gets no security updates, and after a while Lambda neither creates nor updates functions in
    it: the next deployment fails, on the day on which a fix is urgent.

    Example
    -------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.9
    ```

    Use instead
    -----------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
    ```

    When the fix is safe
    --------------------
    Never: the code and its dependencies have to be tried in the new version.

    When it is refused
    ------------------
    Always. Move to the newest runtime that your dependencies know. No finding: the runtime is known at deployment
    only; a container image.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
    """

    code = "LMB814"
    name = "deprecated-runtime"

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            runtime = function.get("Runtime")
            since = readiness.deprecated_since(runtime.text or "")
            if since:
                yield Fault(
                    runtime.place,
                    function.name,
                    f"{runtime.text} is deprecated since {since}: no security updates, and deployments will fail",
                    Refusal(
                        "the code has to be tried in the new version",
                        "move to the newest runtime your dependencies know",
                    ),
                )
