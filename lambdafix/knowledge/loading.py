"""What loads or runs other code by a name or path that it is given, and what reaches names by their text."""

from __future__ import annotations

LOADERS = frozenset(
    """
    SourceFileLoader __import__ exec_module import_module importorskip load_module load_source reload run_module
    run_path spec_from_file_location
    """.split()
)
"""By the last part of their names: importlib, imp, runpy, pytest."""
BY_TEXT = frozenset({"eval", "exec", "globals", "locals", "vars"})
"""Builtins that may read or bind a name by its text."""
