"""Where Lambda puts an event that an asynchronous function failed on.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.project.stacks import Absent, Resource, Setting, Stack

_CONFIG = "AWS::Lambda::EventInvokeConfig"


def keeps_failures(stack: Stack, function: Resource) -> bool | None:
    """Whether a dead-letter queue or a failure destination is set; None where that is not known."""
    answers = list(_answers(stack, function))
    if any(answer.target or answer.text or next(answer.entries(), None) for answer in answers):
        return True
    is_told = all(isinstance(answer, Absent) for answer in answers)
    return False if is_told and not any(stack.unplaced("FunctionName", _CONFIG)) else None


def _answers(stack: Stack, function: Resource) -> Iterator[Setting]:
    yield function.get("DeadLetterQueue")
    yield function.get("DeadLetterConfig", "TargetArn")
    yield function.get("EventInvokeConfig", "DestinationConfig", "OnFailure")
    for config in stack.naming(function, "FunctionName", _CONFIG):
        yield config.get("DestinationConfig", "OnFailure")
