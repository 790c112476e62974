"""LMB812."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class LatestVersion(TemplateRule):
    """A template that names `$LATEST`, or asks of it what only a version has.

    What it does
    ------------
    Finds aliases, permissions and event sources that point at `$LATEST`, and SnapStart or provisioned concurrency
    for a function of which the stack publishes no version.

    Why it is bad
    -------------
    An alias that points at `$LATEST` moves with every deployment, so that there is nothing to shift traffic from
    and nothing to roll back to. SnapStart without a version does nothing.

    Example
    -------
    ```yaml
    Live:
      Type: AWS::Lambda::Alias
      Properties:
        FunctionName: !Ref Orders
        FunctionVersion: $LATEST
        Name: live
    ```

    Use instead
    -----------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        AutoPublishAlias: live
    ```

    When the fix is safe
    --------------------
    Never: clients have to call the alias.

    When it is refused
    ------------------
    Always. Publish a version (`AutoPublishAlias` in SAM) and point the alias at it. No finding: the function is
    called without a qualifier, which is common and right where nothing shifts traffic; `EventInvokeConfig`, whose
    qualifier has to say `$LATEST` for such a function.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
    - https://docs.aws.amazon.com/lambda/latest/dg/snapstart-activate.html
    """

    code = "LMB812"
    name = "latest-version"

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            for what, place in readiness.latest_uses(stack, function):
                yield Fault(
                    place,
                    function.name,
                    what,
                    Refusal("clients have to call the alias", "publish a version, and let an alias point at it"),
                )
