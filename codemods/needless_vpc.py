"""LMB807."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.codemod import Fault, Refusal, TemplateRule, readiness, stacks


class NeedlessVpc(TemplateRule):
    """A function in a VPC whose code reaches nothing there.

    What it does
    ------------
    Finds functions with a `VpcConfig` whose code, in all files that it imports, uses AWS's services and the
    standard library only, no network of its own and no file system.

    Why it is bad
    -------------
    In a VPC a function reaches AWS through a NAT gateway or endpoints that cost by the hour, can run out of
    addresses, and waits for a network interface when the subnet is new.

    Example
    -------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
        VpcConfig:
          SubnetIds: !Ref Subnets
          SecurityGroupIds: [!Ref Group]
    ```

    Use instead
    -----------
    ```yaml
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Handler: app.handler
        Runtime: python3.13
    ```

    When the fix is safe
    --------------------
    Never: a policy of the organisation may ask for the VPC.

    When it is refused
    ------------------
    Always. Leave `VpcConfig` out, unless a rule of yours asks for it. No finding: a file system is mounted; the
    code opens connections, or imports a package that may; the code is not in the project.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    """

    code = "LMB807"
    name = "needless-vpc"
    selected_by_default = False

    def detect_in(self, stack: stacks.Stack, every: stacks.Stacks) -> Iterator[Fault]:
        for function in every.functions(stack):
            vpc, code = function.get("VpcConfig"), every.code_of(stack, function)
            if code is None or next(vpc.get("SubnetIds").items(), None) is None:
                continue
            if isinstance(function.get("FileSystemConfigs"), stacks.Absent) and readiness.needs_no_network(code):
                yield Fault(
                    vpc.place,
                    function.name,
                    "it is in a VPC, and its code uses AWS's own services only",
                    Refusal("a policy of the organisation may ask for the VPC", "leave VpcConfig out unless one does"),
                )
