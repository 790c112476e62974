import ast
from collections.abc import Iterator

import libcst as cst

from lambdafix.codemod import Codemod, Match, Module, Patch, Refusal, Span

METHODS = {"requests.get", "requests.post", "requests.put", "requests.delete"}


class RequestWithoutTimeout(Codemod[Span]):
    """A request to another server that may wait for ever.

    What it does
    ------------
    Finds calls of `requests` without a `timeout`.

    Why it is bad
    -------------
    Where the other server is slow the function waits until Lambda ends it, and is billed for that.

    Example
    -------
    ```python
    import requests


    def handler(event, context):
        return requests.get(event["address"]).json()
    ```

    Use instead
    -----------
    ```python
    import requests


    def handler(event, context):
        return requests.get(event["address"], timeout=10).json()
    ```

    When the fix is safe
    --------------------
    Never: a caller may count on an answer that takes longer.

    When it is refused
    ------------------
    Where arguments are unpacked, for a `timeout` may be among them.

    References
    ----------
    - https://requests.readthedocs.io/en/latest/user/quickstart/#timeouts
    """

    code = "ACM102"
    name = "request-without-timeout"
    remedy = "Wait for ten seconds at most"

    def detect(self, module: Module) -> Iterator[Match[Span]]:
        for call in module.every(ast.Call):
            given = {keyword.arg for keyword in call.keywords}
            if module.canonical(call.func) not in METHODS or module.reach(call) is None or "timeout" in given:
                continue
            place, message = module.span(call), "waits for another server as long as that takes"
            if None in given:
                yield Match.report(place, message, Refusal("its arguments are unpacked", "give it a timeout by name"))
            else:
                yield Match.repair(place, message, place, doubts=["an answer may take longer than ten seconds"])

    def fix(self, plan: Span, module: Module, patch: Patch) -> None:
        file = patch.file(module.path)
        file.add_keywords(file.node(plan, cst.Call), {"timeout": "10"})
