import ast
from collections.abc import Iterator

from lambdafix.codemod import Codemod, Match, Module, Refusal


class SdkDebugLog(Codemod[None]):
    """The AWS SDK logs all that it sends and gets.

    What it does
    ------------
    Finds `boto3.set_stream_logger("")` in files that are deployed with a handler.

    Why it is bad
    -------------
    The log then holds every payload, tokens and personal data among them, and costs more than the function.

    Example
    -------
    ```python
    import boto3

    boto3.set_stream_logger("")


    def handler(event, context):
        return boto3.client("sts").get_caller_identity()["Account"]
    ```

    Use instead
    -----------
    ```python
    import boto3


    def handler(event, context):
        return boto3.client("sts").get_caller_identity()["Account"]
    ```

    When the fix is safe
    --------------------
    Never: somebody is looking for a fault.

    When it is refused
    ------------------
    Always.

    References
    ----------
    - https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/boto3.html
    """

    code = "ACM103"
    name = "sdk-debug-log"

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for call in module.every(ast.Call):
            if module.canonical(call.func) == "boto3.set_stream_logger" and module.text(call).endswith('("")'):
                refusal = Refusal("somebody may be looking for a fault", "take it out once that is found")
                yield Match.report(module.span(call), "logs every payload the function sends and gets", refusal)
