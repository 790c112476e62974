"""LMB813."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class SharedMemorySize(TemplateRule):
    """A light function that gets the memory which a heavy one needs.

    What it does
    ------------
    Finds functions that inherit one memory size of 1,024 MB or more with a function that imports something heavy
    (torch, pandas, an image library), and import nothing such themselves. The message prints the cost by Lambda's
    formula, at 10,000 requests a day of 100 ms.

    Why it is bad
    -------------
    Memory is multiplied by time. The light function pays for gigabytes that it never touches.

    Example
    -------
    ```yaml
    Globals:
      Function:
        MemorySize: 2048  # the model needs it
    ```

    Use instead
    -----------
    ```yaml
    Classify:
      Type: AWS::Serverless::Function
      Properties:
        Handler: classify.handler
        MemorySize: 2048
    ```

    When the fix is safe
    --------------------
    Never: the right size is measured.

    When it is refused
    ------------------
    Always. Give the heavy function its own memory, and the others less. No finding: the function sets its own size;
    the code of one of them is not in the project.

    References
    ----------
    - https://aws.amazon.com/lambda/pricing/
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
    """

    code = "LMB813"
    name = "shared-memory-size"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for pair in readiness.unlike_needs(every, stack):
            yield Fault(
                pair.place,
                pair.light.name,
                f"it shares {pair.memory:,} MB with {pair.heavy.name}, which imports {pair.reason}: {pair.cost}",
                Refusal("the right size is measured", f"give {pair.heavy.name} its own memory, and this one less"),
            )
