"""LMB802."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.codemod import Fault, Refusal, TemplateRule, stacks


class DefaultTimeout(TemplateRule):
    """A function whose timeout is left at the default, or set to the most there is.

    What it does
    ------------
    Finds functions for which no template sets the timeout, so that 3 seconds hold (6 in the Serverless Framework),
    and those with 900 seconds, the maximum.

    Why it is bad
    -------------
    Three seconds cut off a cold start with one slow call. Fifteen minutes let a request that hangs cost fifteen
    minutes, hold its share of the concurrency, and keep its message invisible.

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
        Timeout: 20
    ```

    When the fix is safe
    --------------------
    Never: how long a request may take is for you to say.

    When it is refused
    ------------------
    Always. Take the slowest request that is still right, with some room. No finding: the timeout is a parameter or
    another value that is known at deployment.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
    """

    code = "LMB802"
    name = "default-timeout"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            timeout = function.get("Timeout")
            if isinstance(timeout, stacks.Absent):
                default = 6 if stack.how == "serverless" else 3
                yield _fault(function, function.place, f"its timeout is left at the default, {default} seconds")
            elif timeout.number is not None and timeout.number >= _MAXIMUM:
                yield _fault(function, timeout.place, "its timeout is the longest there is: a call that hangs costs it")


_MAXIMUM = 900


def _fault(function: stacks.Resource, place: stacks.Place, what: str) -> Fault:
    return Fault(
        place,
        function.name,
        what,
        Refusal("how long a request may take is for you to say", "set it to the slowest that is still right"),
    )
