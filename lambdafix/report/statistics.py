"""Counts by rule, the most frequent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdafix.report.json import summary

if TYPE_CHECKING:
    from lambdafix.engine import Analysis


def render(analysis: Analysis) -> str:
    rules = summary(analysis)["rules"]
    rows = sorted(
        ((r["safe"] + r["unsafe"] + r["report"], r) for r in rules), key=lambda row: (-row[0], row[1]["code"])
    )
    width = max((len(rule["name"]) for rule in rules), default=0)
    return "".join(
        f"{total:>6}  {rule['code']}  {rule['name']:<{width}}"
        f"  {rule['safe']} safe, {rule['unsafe']} unsafe, {rule['report']} no fix\n"
        for total, rule in rows
    )
