"""LMB806."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness

if TYPE_CHECKING:
    from lambdafix.codemod import stacks


class SweepingPermission(TemplateRule):
    """A function that may do everything to a service.

    What it does
    ------------
    Finds `*` and `service:*` among the actions that a function's role is allowed, and AWS's own policies that say
    the same (`AdministratorAccess`, `AmazonS3FullAccess`), as far as the template that declares the function holds
    them.

    Why it is bad
    -------------
    Whoever gets code to run in the function, by a dependency or an injection, has what its role has: with `s3:*`
    that is deleting buckets, where the function reads one object.

    Example
    -------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        Policies:
          - Statement:
              - Effect: Allow
                Action: dynamodb:*
                Resource: !GetAtt Table.Arn
    ```

    Use instead
    -----------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        Policies:
          - Statement:
              - Effect: Allow
                Action: [dynamodb:GetItem, dynamodb:PutItem]
                Resource: !GetAtt Table.Arn
    ```

    When the fix is safe
    --------------------
    Never: what the function needs is more than its code shows.

    When it is refused
    ------------------
    Always. Name the actions that the code calls. No finding: the statement has a condition, denies, or is known at
    deployment only; a prefix such as `s3:Get*`; a role that another stack declares.

    References
    ----------
    - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    """

    code = "LMB806"
    name = "sweeping-permission"

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        granted: dict[tuple[stacks.Place, str], list[str]] = {}
        for function in every.functions(stack):
            for grant in readiness.sweeping_grants(stack, function):
                granted.setdefault((grant.place, grant.what), []).append(function.name)
        for (place, what), (first, *others) in granted.items():
            more = f" and {len(others)} more" if others else ""
            yield Fault(
                place,
                "",
                f"{what} allows {first}{more} far more than any function needs",
                Refusal("what the function needs is more than its code shows", "name the actions that the code calls"),
            )
