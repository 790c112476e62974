import ast
import re
from collections.abc import Iterator

from lambdafix.codemod import Codemod, Match, Module, Patch, Refusal, Span


class PrintedEvent(Codemod[Span]):
    """A whole event that is printed to the log.

    What it does
    ------------
    Finds `print(event)` where a request reaches it.

    Why it is bad
    -------------
    The log then holds the names, addresses and tokens of every caller.

    Example
    -------
    ```python
    def handler(event, context):
        print(event)
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
    Never: a person or an alarm may read the log.

    When it is refused
    ------------------
    Where the call is part of a larger expression.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    """

    code = "ACM101"
    name = "printed-event"
    remedy = "Do not print the event"
    evidence = re.compile(rb"\bprint\(event\)")  # may be left out: it only spares files without these bytes

    def detect(self, module: Module) -> Iterator[Match[Span]]:
        message = "prints the whole event, and with it what the caller sent in confidence"
        for call in module.every(ast.Call):
            reach = module.reach(call)
            if reach is None or module.text(call) != "print(event)":
                continue
            place, statement = module.span(call), module.parent(call)
            if isinstance(statement, ast.Expr):
                plan, doubts = module.span(statement), ["somebody may read this log"]
                yield Match.repair(place, message, plan, doubts=doubts, call_path=reach.call_path)
            else:
                refusal = Refusal("its value is used", "log the fields that you need")
                yield Match.report(place, message, refusal, call_path=reach.call_path)

    def fix(self, plan: Span, module: Module, patch: Patch) -> None:
        file = patch.file(module.path)
        file.remove(file.statement(plan))
