"""Requests to a forge, one after the other, no faster than a guest may, and again where that can do no harm.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx

from lambdafix.forge.forge import ForgeError, UnansweredError

APART = 1.0
"""Seconds between two writes."""
A_MINUTE, AN_HOUR = 80, 500
"""Writes that GitHub allows before its secondary limit strikes."""
LONGEST_WAIT = 900.0
"""Seconds that a run waits because a host said so; beyond that it ends, and says when to come back."""
_WITHOUT_ADVICE = 60.0
"""Seconds to wait after a secondary limit that names no time."""
_BROKEN = (500, 502, 503, 504)
_REPEATABLE = ("GET", "PATCH", "PUT", "DELETE")
"""Methods that do the same when they are repeated. What a POST made is looked for by the next run."""

Clock = Callable[[], float]
Sleep = Callable[[float], None]
Say = Callable[[str], None]


@dataclass(slots=True)
class Pace:
    """One budget for all that a run writes."""

    clock: Clock = time.monotonic
    sleep: Sleep = time.sleep
    _writes: deque[float] = field(default_factory=lambda: deque(maxlen=AN_HOUR))

    def before_write(self) -> None:
        """Wait until one more write is within the budget, and count it."""
        wait = max((at - self.clock() for at in self._earliest()), default=0.0)
        if wait > 0:
            self.sleep(wait)
        self._writes.append(self.clock())

    def _earliest(self) -> list[float]:
        limits = ((1, APART), (A_MINUTE, 60.0), (AN_HOUR, 3600.0))
        return [self._writes[-number] + seconds for number, seconds in limits if len(self._writes) >= number]


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes


@dataclass(slots=True)
class Connection:
    """A connection to one host. `retries` counts the attempts after the first."""

    client: httpx.Client
    retries: int = 3
    pace: Pace = field(default_factory=Pace)
    say: Say = lambda _: None

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Response:
        """The host's answer, whatever its status. Raises `ForgeError`."""
        for attempt in range(self.retries + 1):
            last = attempt == self.retries
            if method != "GET":
                self.pace.before_write()
            try:
                answer = self.client.request(method, url, headers=dict(headers), content=body)
            except httpx.RequestError as error:
                if last or not (method in _REPEATABLE or isinstance(error, httpx.ConnectError)):
                    raise UnansweredError(_unanswered(method, url, error)) from error
                self._wait(2.0**attempt, f"{httpx.URL(url).host} did not answer")
                continue
            wait = self._advised(answer, method, 2.0**attempt)
            if wait is None or last:
                return Response(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content)
            self._wait(wait, f"{httpx.URL(url).host} answered {answer.status_code}")
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, seconds: float, why: str) -> None:
        if seconds > LONGEST_WAIT:
            raise ForgeError(f"{why} and asks to wait {seconds / 60:.0f} minutes; run lambdafix pr again then")
        self.say(f"{why}; waiting {seconds:.0f} s")
        self.pace.sleep(seconds)

    def _advised(self, answer: httpx.Response, method: str, backoff: float) -> float | None:
        """Seconds after which to ask again, None where there is nothing to gain by it."""
        if answer.status_code in (403, 429):
            return self._limited(answer)
        if answer.status_code in _BROKEN and method in _REPEATABLE:
            return _seconds(answer.headers.get("retry-after")) or backoff
        return None

    def _limited(self, answer: httpx.Response) -> float | None:
        after = _seconds(answer.headers.get("retry-after"))
        if after is not None:
            return after
        if answer.headers.get("x-ratelimit-remaining") == "0":
            reset = _number(answer.headers.get("x-ratelimit-reset"))
            return _WITHOUT_ADVICE if reset is None else max(1.0, reset - time.time())
        secondary = b"secondary rate limit" in answer.content
        return _WITHOUT_ADVICE if secondary or answer.status_code == 429 else None


def _seconds(text: str | None) -> float | None:
    """From now, of a Retry-After that gives a number or a date. RFC 9110, 10.2.3."""
    number = _number(text)
    if number is not None or not text:
        return number
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


def _number(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdecimal() else None


def _unanswered(method: str, url: str, error: httpx.RequestError) -> str:
    what = "it may have done what was asked; run lambdafix pr again, which looks" if method == "POST" else "try again"
    return f"{httpx.URL(url).host} did not answer ({str(error) or type(error).__name__}); {what}"
