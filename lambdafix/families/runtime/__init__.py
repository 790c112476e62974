"""What Lambda's runtime is not: it freezes between requests, has no shared memory, and calls no coroutine."""

from lambdafix.families.runtime.unfinished import Unfinished, Wait, Work, unfinished

__all__ = [
    "Unfinished",
    "Wait",
    "Work",
    "unfinished",
]
