"""LMB817."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class OpenFunction(TemplateRule):
    """A function that anybody may call.

    What it does
    ------------
    Finds function URLs with `AuthType: NONE`, and permissions for a service that say neither for which resource nor
    for which account.

    Why it is bad
    -------------
    A URL without authorisation is on the internet, and found by those who scan it. A permission for
    `s3.amazonaws.com` alone lets a bucket of any account invoke the function with events that look like yours.

    Example
    -------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        FunctionUrlConfig:
          AuthType: NONE
    ```

    Use instead
    -----------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        FunctionUrlConfig:
          AuthType: AWS_IAM
    ```

    When the fix is safe
    --------------------
    Never: callers have to sign their requests then.

    When it is refused
    ------------------
    Always. Use `AWS_IAM`, or check a signature in the code; give permissions a `SourceArn` or `SourceAccount`. No
    finding: the authorisation is known at deployment only; a permission for an organisation, an Alexa skill, or calls
    by way of the URL alone; code that checks a signature or a token, as far as its calls and imports tell; the URL of a
    function whose code is not in the project.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    - https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
    """

    code = "LMB817"
    name = "open-function"

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            code = every.code_of(stack, function)
            if code is not None and not readiness.checks_callers(code):
                yield from (_url(place, function) for place in readiness.open_urls(stack, function))
            for principal, place in readiness.open_permissions(stack, function):
                yield _permission(place, function, principal)


def _url(place: stacks.Place, function: stacks.Resource) -> Fault:
    return Fault(
        place,
        function.name,
        "its URL asks for no authorisation: anybody on the internet may call it",
        Refusal("callers have to sign their requests then", "set AuthType to AWS_IAM, or check a signature"),
    )


def _permission(place: stacks.Place, function: stacks.Resource, principal: str) -> Fault:
    return Fault(
        place,
        function.name,
        f"{principal} may call it on behalf of any account: the permission has no SourceArn",
        Refusal("which resource calls it is for you to say", "add SourceArn, and SourceAccount for a bucket"),
    )
