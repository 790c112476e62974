"""One file by itself: its nodes, scopes and names, and the facts of it that are sent between processes."""

from lambdafix.analysis.syntax.facts import (
    MODULE_SCOPE,
    calls_at_import,
    calls_in_functions,
    changes_lasting_state,
    dotted,
)
from lambdafix.analysis.syntax.nodes import LOOPS

__all__ = [
    "LOOPS",
    "MODULE_SCOPE",
    "calls_at_import",
    "calls_in_functions",
    "changes_lasting_state",
    "dotted",
]
