"""One line a finding, as compilers write them and editors read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.report.view import View


def render(analysis: Analysis, view: View) -> str:
    """`src/app.py:7:14: LMB201 the client is built anew per request`."""
    places = ((f"{view.shown(f.path)}:{f.start.row}:{f.start.column}", f) for f in analysis.findings)
    return "".join(f"{printable(place)}: {f.code} {printable(f.message)}\n" for place, f in places)
