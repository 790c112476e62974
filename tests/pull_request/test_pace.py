"""A polite guest: writes one after the other, a second apart, within the host's budget, and patient when told so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from itertools import pairwise

import httpx
import pytest

from lambdafix.forge.forge import ForgeError, UnansweredError
from lambdafix.forge.http import A_MINUTE, AN_HOUR, Connection, Pace

URL = "https://api.github.com/x"


@dataclass
class Time:
    """A clock that runs only while somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def connection(watch: Time, answer: Callable[[int], httpx.Response], retries: int = 3) -> Connection:
    """A connection whose n-th request, from 0, gets `answer(n)`."""
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(len(asked) - 1)

    client = httpx.Client(transport=httpx.MockTransport(handle))
    return Connection(client, retries, Pace(watch.clock, watch.sleep))


def test_writes_keep_to_the_budget() -> None:
    watch = Time()
    pace, times = Pace(watch.clock, watch.sleep), list[float]()
    for _ in range(1_200):
        pace.before_write()
        times.append(watch.now)
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))
    for most, seconds in ((A_MINUTE, 60), (AN_HOUR, 3_600)):
        assert all(times[i + most] - times[i] >= seconds for i in range(len(times) - most))


def test_reading_does_not_wait() -> None:
    watch = Time()
    link = connection(watch, lambda _: httpx.Response(200))
    for _ in range(5):
        link.send("GET", URL, {})
    assert watch.slept == []


@pytest.mark.parametrize(
    ("status", "headers", "text", "seconds"),
    [
        (429, {"retry-after": "7"}, "", 7),
        (403, {"retry-after": "7"}, "", 7),
        (403, {}, "You have exceeded a secondary rate limit", 60),
        (429, {}, "", 60),
        (503, {"retry-after": "5"}, "", 5),
        (502, {}, "", 1),
    ],
)
def test_it_waits_as_long_as_it_is_told(status: int, headers: dict[str, str], text: str, seconds: float) -> None:
    watch = Time()
    link = connection(watch, lambda n: httpx.Response(200 if n else status, headers=headers, text=text))
    assert link.send("GET", URL, {}).status == 200
    assert watch.slept == [seconds]


def test_a_limit_that_ends_at_a_time_is_waited_for() -> None:
    watch = Time()
    limited = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 30)}
    link = connection(watch, lambda n: httpx.Response(200 if n else 403, headers=limited))
    assert link.send("POST", URL, {}).status == 200
    assert 25 < watch.slept[0] <= 31
    dated = {"retry-after": formatdate(time.time() + 30, usegmt=True)}
    watch.slept.clear()
    link = connection(watch, lambda n: httpx.Response(200 if n else 429, headers=dated))
    assert link.send("GET", URL, {}).status == 200
    assert 25 < watch.slept[0] <= 31


def test_it_does_not_wait_for_hours() -> None:
    link = connection(Time(), lambda _: httpx.Response(429, headers={"retry-after": "7200"}))
    with pytest.raises(ForgeError, match="asks to wait 120 minutes"):
        link.send("GET", URL, {})


def test_a_permission_is_not_waited_for() -> None:
    watch = Time()
    assert connection(watch, lambda _: httpx.Response(403)).send("GET", URL, {}).status == 403
    assert watch.slept == []


def test_the_waits_grow_and_end() -> None:
    watch = Time()
    assert connection(watch, lambda _: httpx.Response(502)).send("GET", URL, {}).status == 502
    assert watch.slept == [1, 2, 4]


def test_what_may_have_been_done_is_not_done_twice() -> None:
    def dropped(n: int) -> httpx.Response:
        asked.append(n)
        raise httpx.ReadError("gone")

    asked: list[int] = []
    with pytest.raises(UnansweredError):
        connection(Time(), dropped).send("POST", URL, {})
    assert asked == [0]
    asked.clear()
    with pytest.raises(UnansweredError):
        connection(Time(), dropped).send("PATCH", URL, {})
    assert asked == [0, 1, 2, 3]
    assert connection(Time(), lambda _: httpx.Response(502)).send("POST", URL, {}).status == 502
