"""Answers found once, and held by what they are about: a `Module` or a `Program` knows nothing of who asks it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Memo(Protocol):
    """Something that holds what was found out about it."""

    @property
    def memo(self) -> dict[object, Any]:
        """By the question, or by question and further arguments."""


SubjectT = TypeVar("SubjectT", bound=Memo)
AnswerT = TypeVar("AnswerT")


def remembered(question: Callable[[SubjectT], AnswerT]) -> Callable[[SubjectT], AnswerT]:
    """A question that is answered once for each subject, and forgotten with it."""

    @wraps(question)
    def ask(subject: SubjectT) -> AnswerT:
        known = subject.memo
        if ask not in known:
            known[ask] = question(subject)
        found: AnswerT = known[ask]
        return found

    return ask
