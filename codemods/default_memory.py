"""LMB801."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.codemod import Fault, Refusal, TemplateRule, stacks


class DefaultMemory(TemplateRule):
    """A function whose memory is left at the default, or set to the most there is.

    What it does
    ------------
    Finds functions for which no template sets the memory, so that 128 MB hold (1,024 MB in the Serverless
    Framework), and those with 3,008 MB, long the maximum, or 10,240 MB.

    Why it is bad
    -------------
    Memory is also CPU: at 128 MB a function has a fraction of a core, and an import of boto3 alone takes a second.
    At the maximum every request pays for what nobody measured.

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
        MemorySize: 512
    ```

    When the fix is safe
    --------------------
    Never: the right size is measured.

    When it is refused
    ------------------
    Always. Look at `Max Memory Used` in the logs, or run AWS Lambda Power Tuning. No finding: the memory is a
    parameter or another value that is known at deployment; a default set for all functions in `Globals` or
    `provider`.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
    - https://github.com/alexcasalboni/aws-lambda-power-tuning
    """

    code = "LMB801"
    name = "default-memory"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            memory = function.get("MemorySize")
            if isinstance(memory, stacks.Absent):
                default = "1,024" if stack.how == "serverless" else "128"
                yield _fault(function, function.place, f"its memory is left at the default, {default} MB")
            elif memory.number in _MAXIMA:
                yield _fault(function, memory.place, f"it gets {memory.number:,} MB, the most there is or was")


_MAXIMA = (3008, 10240)


def _fault(function: stacks.Resource, place: stacks.Place, what: str) -> Fault:
    return Fault(
        place,
        function.name,
        f"{what}, which nobody measured",
        Refusal("the right size is measured", "look at Max Memory Used in the logs, or run Lambda Power Tuning"),
    )
