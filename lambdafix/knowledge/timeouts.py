"""Calls of the network that wait for ever unless they are told otherwise, by the documentation of each library.

requests, https://requests.readthedocs.io/en/latest/user/quickstart/#timeouts; urllib.request, smtplib, ftplib,
http.client and socket in the library reference of Python. urllib3's `PoolManager` has none of its own, httpx 5 seconds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    position: int = -1
    """Where `timeout` may stand without its name; -1 where it cannot."""
    pair: bool = False
    """It takes (connect, read)."""
    default: bool = True
    """`socket.setdefaulttimeout` counts."""


_REQUEST = Waiting(pair=True, default=False)
WITHOUT_TIMEOUT: dict[str, Waiting] = {
    **{f"requests.{verb}": _REQUEST for verb in "get post put patch delete head options request".split()},
    "urllib.request.urlopen": Waiting(2),
    "smtplib.SMTP": Waiting(3),
    "smtplib.SMTP_SSL": Waiting(5),
    "ftplib.FTP": Waiting(4),
    "http.client.HTTPConnection": Waiting(2),
    "http.client.HTTPSConnection": Waiting(),
    "socket.create_connection": Waiting(1),
    "urllib3.PoolManager": Waiting(default=False),
}
SESSIONS = frozenset({"requests.Session", "requests.session", "requests.sessions.Session"})
"""What has the same methods as `requests`."""
