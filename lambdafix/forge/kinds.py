"""The kinds of host: what each calls a pull request, where its token is found, and what that must allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    module: str
    """Has `API`, `BODY_LIMIT`, `calls` and `connect`; imported only where a host is asked, or a dry run tells how."""
    noun: str
    tokens: tuple[str, ...]
    """Environment variables that may hold the token, the first first."""
    rights: str
    """What the token must allow."""


GITHUB, GITLAB = "github", "gitlab"
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        GITHUB: Kind(
            "lambdafix.forge.github",
            "pull request",
            ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"),
            "contents: write and pull-requests: write",
        ),
        GITLAB: Kind(
            "lambdafix.forge.gitlab",
            "merge request",
            ("GITLAB_TOKEN",),
            "the scopes api and write_repository, and the role Developer",
        ),
    }
)
TOKENS = tuple(name for kind in KINDS.values() for name in kind.tokens)
