"""By which way a path gets out of sight, in a clause: "it is returned", "it is passed to `upload`"."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_LOGGING = frozenset(["debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"])


def how(module: Module, node: ast.expr) -> str:
    """The clause for a path that `node` gives to something not followed."""
    for above in module.ancestors(node):
        match above:
            case ast.Return():
                return "it is returned"
            case ast.Yield() | ast.YieldFrom():
                return "it is yielded"
            case ast.Call():
                return how_called(module, above, None)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.NamedExpr():
                return "it is stored"
            case ast.stmt():
                break
    return "it is used in another way"


def how_called(module: Module, call: ast.Call, keyword: str | None) -> str:
    """The clause for a path given to a call that is not known, by place or as `keyword`."""
    name = dotted(call.func) or "a call"
    if keyword in ("Key", "Body"):
        return "it is the key of an object" if keyword == "Key" else "it is sent away"
    if module.canonical(call.func).startswith(("subprocess.", "os.system", "os.popen", "os.exec", "os.spawn")):
        return f"it is passed to a command by `{name}`"
    if name.rpartition(".")[2] in _LOGGING:
        return "it is logged"
    return f"it is passed to `{name}`"


def is_harmless(module: Module, node: ast.expr) -> bool:
    """Whether the path ends in a log or as the name of an object."""
    return how(module, node) in ("it is logged", "it is the key of an object")
