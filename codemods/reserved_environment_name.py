"""LMB710."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class ReservedEnvironmentName(Codemod[None]):
    """An environment variable that Lambda reserves, set by a template.

    What it does
    ------------
    Finds handlers whose template sets a variable that Lambda sets itself: `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
    `LAMBDA_TASK_ROOT` and their like; and code that overwrites one that tells about the environment: `_HANDLER`,
    `AWS_LAMBDA_FUNCTION_NAME`.

    Why it is bad
    -------------
    Lambda refuses the configuration: `InvalidParameterValueException`, reserved keys are not supported. The deployment
    fails, for the whole stack, and only there. Where code overwrites such a variable, libraries that look at it, for
    tracing or for temporary files, take the function for another.

    Example
    -------
    ```python
    import os


    def handler(event, context):
        # template.yaml: Environment: {Variables: {AWS_REGION: eu-west-1}}
        return os.environ["AWS_REGION"]
    ```

    Use instead
    -----------
    ```python
    import os


    def handler(event, context):
        # template.yaml: Environment: {Variables: {BUCKET_REGION: eu-west-1}}
        return os.environ["BUCKET_REGION"]
    ```

    When the fix is safe
    --------------------
    Never: the name has to be changed in the template and wherever it is read.

    When it is refused
    ------------------
    Always. Leave the variable out where Lambda's own value is right, else give it another name. No finding: another
    name; regions and credentials that the code sets for its clients.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """

    code = "LMB710"
    name = "reserved-environment-name"
    evidence = re.compile(rb"def\s|environ")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for node, name in _overwritten(module):
            yield Match.report(
                module.span(node),
                f"overwrites {name}, by which Lambda tells of the environment",
                Refusal("what looks at the variable is not known", "give your own value another name"),
            )
        reserved = module.program.deployment.reserved_variables
        for function in module.handlers_here() if reserved else ():
            entry = module.handler(function)
            for variable, place in reserved:
                if entry is not None and entry.declared_in == place:
                    yield Match.report(
                        _head(module, function),
                        f"{place} sets {variable}, which Lambda reserves: the deployment fails",
                        Refusal(
                            "the template and the code have to change together",
                            "leave it out where Lambda's own value is right, else give it another name",
                        ),
                    )


_TELLING = frozenset(
    {"_HANDLER", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_RUNTIME_API", "AWS_EXECUTION_ENV"}
)


def _head(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Span:
    """`def handler`, without its body."""
    start = module.span(function).start
    return Span(start, module.source.text.index("(", start))


def _overwritten(module: Module) -> Iterator[tuple[ast.Subscript, str]]:
    """`os.environ["_HANDLER"] = …`"""
    for node in module.every(ast.Subscript):
        if not isinstance(node.ctx, ast.Store) or module.canonical(node.value) != "os.environ":
            continue
        name = values.literal(module, node.slice)
        if name in _TELLING or name.startswith("AWS_LAMBDA_FUNCTION_"):
            yield node, name
