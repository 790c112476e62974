"""Names of environment variables and properties whose value is a secret, by what they are called."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(?:passw(?:or)?d|passphrase|secret|(?:api|private|access|secret)_?key|auth_?token)(?:_[a-z0-9]{1,4})?$",
    re.IGNORECASE,
)
_NAMES_A_SECRET = re.compile(
    r"(?:arn|name|id|url|uri|path|table|bucket|prefix|param(?:eter)?|version|region|ttl|length|header)s?$",
    re.IGNORECASE,
)


def is_secret(variable: str) -> bool:
    """Whether a variable of this name holds a secret, and not the name or place of one."""
    return _SECRET.search(variable) is not None and _NAMES_A_SECRET.search(variable) is None
