import ast
import re
from collections.abc import Iterator

from lambdafix.codemod import Codemod, Match, Module, Patch, Refusal, Span


class BreakpointInRequest(Codemod[Span]):
    """A breakpoint that was left in request code.

    What it does
    ------------
    Finds `breakpoint()` where a request reaches it.

    Why it is bad
    -------------
    The request waits for a debugger that nobody attaches, and ends in an error.

    Example
    -------
    ```python
    def handler(event, context):
        breakpoint()
        return {"statusCode": 204}
    ```

    Use instead
    -----------
    ```python
    def handler(event, context):
        return {"statusCode": 204}
    ```

    When the fix is safe
    --------------------
    Never: somebody may be looking for a fault with it.

    When it is refused
    ------------------
    Where the call is part of a larger expression.

    References
    ----------
    - https://docs.python.org/3/library/functions.html#breakpoint
    """

    code = "ACM101"
    name = "breakpoint-in-request"
    remedy = "Take the breakpoint out"
    evidence = re.compile(rb"\bbreakpoint\(")  # may be left out: it only spares files without these bytes

    def detect(self, module: Module) -> Iterator[Match[Span]]:
        message = "stops the request, which waits for a debugger until it fails"
        for call in module.every(ast.Call):
            reach = module.reach(call)
            if reach is None or module.text(call) != "breakpoint()":
                continue
            place, statement = module.span(call), module.parent(call)
            if isinstance(statement, ast.Expr):
                plan, doubts = module.span(statement), ["somebody may be looking for a fault here"]
                yield Match.repair(place, message, plan, doubts=doubts, call_path=reach.call_path)
            else:
                refusal = Refusal("it is part of a larger expression", "take it out of that")
                yield Match.report(place, message, refusal, call_path=reach.call_path)

    def fix(self, plan: Span, module: Module, patch: Patch) -> None:
        file = patch.file(module.path)
        file.remove(file.statement(plan))
