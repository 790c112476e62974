"""From a remote's URL to the host and the project on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from lambdafix.errors import UsageError
from lambdafix.forge.kinds import GITHUB, GITLAB

_SCP = re.compile(r"(?:[^@/:\s]+@)?(?P<host>[^/:\s]+):(?!//)(?P<path>[^\s]+)")
"""git@github.com:acme/shop.git"""
_KNOWN = {"github.com": GITHUB, "ssh.github.com": GITHUB, "gitlab.com": GITLAB, "altssh.gitlab.com": GITLAB}
_OVER_SSH = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}
_PART = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a project lies: `site` is "https://github.com", `project` "acme/shop"."""

    name: str
    site: str
    project: str
    kind: str

    @property
    def url(self) -> str:
        """What git pushes to; without a user or a password."""
        return f"{self.site}/{self.project}.git"

    @property
    def host(self) -> str:
        """With the port, where one is given."""
        return urlsplit(self.site).netloc

    @property
    def scheme(self) -> str:
        return urlsplit(self.site).scheme


def masked(url: str) -> str:
    """`url` as it may be shown: user and password hidden."""
    return re.sub(r"(?<=://)[^/@\s]+@", "****@", url)


def parse(name: str, url: str, kind: str | None = None) -> Remote:
    """The remote `name` with this URL; `kind` says which forge a host is that is not known by name.

    Raises `UsageError`.
    """
    host, path, scheme = _split(name, url)
    parts = path.removesuffix("/").removesuffix(".git").strip("/").split("/")
    if len(parts) < 2 or not all(_PART.fullmatch(part) for part in parts):
        raise UsageError(f"the remote {name} ({masked(url)}) names no project as owner/name")
    known = kind or _KNOWN.get(host)
    if known is None:
        raise UsageError(
            f"the remote {name} ({masked(url)}) lies on {host}, which lambdafix does not know; "
            f"where that is GitHub Enterprise: --forge github --base-url https://{host}/api/v3; "
            "where it is a GitLab: --forge gitlab"
        )
    return Remote(name, f"{scheme}://{_OVER_SSH.get(host, host)}", "/".join(parts), known)


def check_secure(url: str, what: str) -> str:
    """`url` without a final slash. Raises `UsageError` where a token would travel in the clear."""
    parts = _split_url(url)
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"{what} {masked(url)} holds a user or a password; leave them out")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        raise UsageError(f"{what} {masked(url)} is not https, and a token would travel in the clear")
    return url.removesuffix("/")


def _split(name: str, url: str) -> tuple[str, str, str]:
    """The host with its port, the path, and the scheme that a push by HTTP takes."""
    if "://" not in url:
        if match := _SCP.fullmatch(url):
            return match["host"].lower(), match["path"], "https"
        raise UsageError(f"the remote {name} ({masked(url)}) is a folder on this machine; pull requests want a forge")
    parts = _split_url(url)
    if parts.password:
        raise UsageError(
            f"the remote {name} ({masked(url)}) has a password in its URL, where every program can read it; "
            f"take it out: git remote set-url {name} {parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        )
    if parts.scheme in ("ssh", "git+ssh"):
        return (parts.hostname or "").lower(), parts.path, "https"
    check_secure(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", f"the remote {name}")
    return parts.netloc.rpartition("@")[2].lower(), parts.path, parts.scheme


def _split_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"{masked(url)} is no URL: {error}") from error
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
