"""When Lambda deprecated its Python runtimes.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, as of November 2026
"""

from __future__ import annotations

from collections.abc import Mapping

_DEPRECATED: Mapping[str, str] = {
    "python2.7": "July 2021",
    "python3.6": "July 2022",
    "python3.7": "December 2023",
    "python3.8": "October 2024",
    "python3.9": "December 2025",
    "python3.10": "October 2026",
}


def deprecated_since(runtime: str) -> str:
    """The month in which a runtime's support ended, "" where it is supported."""
    return _DEPRECATED.get(runtime, "")
