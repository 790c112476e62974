"""The operations of AWS that answer in pages, as botocore's paginators know them.

The table beside this file is written by `tests/list_paginated.py` from botocore's own data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Paginated:
    """An operation's keys: `limits` ask for a short page, `onward` lead to the next one, `results` are gathered."""

    limits: frozenset[str]
    onward: frozenset[str]
    results: frozenset[str]


_SHORT = {
    ("cognito-idp", "admin_list_groups_for_user"),  # 60 in a page, and a user is rarely in more than a few
    ("iam", "list_access_keys"),
    ("iam", "list_account_aliases"),
    ("iam", "list_mfa_devices"),
    ("iam", "list_signing_certificates"),
    ("dynamodb", "list_tags_of_resource"),
    ("s3", "list_buckets"),  # all buckets in one answer, unless MaxBuckets asks for fewer
}
"""Operations whose quota keeps the whole answer within one page."""


@cache
def paginated(service: str, method: str) -> Paginated | None:
    """("s3", "list_objects_v2"); None where all comes in one answer. A botocore too old to know it has no paginator."""
    if (service, method) in _SHORT or not service or not method.isidentifier():
        return None
    found = re.search(rf"^{re.escape(service)} {method} (\S+) (\S+) (\S+)$", _table(), re.MULTILINE)
    return Paginated(*(frozenset(column.split(",")) - {"-"} for column in found.groups())) if found else None


@cache
def _table() -> str:
    return resources.files(__package__).joinpath("paginated.txt").read_text("utf-8")
