"""By which way a path gets out of sight, with a clause for it: "it is returned", "it is passed to `upload`"."""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.knowledge import loggers

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_TRANSFERS = frozenset({"upload_file", "upload_fileobj", "download_file", "download_fileobj"})
COMMANDS = ("subprocess.", "os.system", "os.popen", "os.exec", "os.spawn")


class Way(enum.Enum):
    """By which way a path gets out of sight, as far as that matters."""

    LOGGED = "a log takes it"
    SENT = "a service takes its text, as the key of an object"
    ANSWERED = "the answer of a handler takes it"
    GIVEN = "code that is not known gets it"
    OTHER = "another way"


@dataclass(frozen=True, slots=True)
class Exit:
    way: Way
    clause: str
    """"it is returned", "it is passed to `upload`"."""


def how(module: Module, node: ast.expr) -> Exit:
    """How a path leaves that `node` gives to something not followed."""
    for above in module.ancestors(node):
        match above:
            case ast.Return():
                function = module.function(above)
                answers = function is not None and module.handler(function) is not None
                return Exit(Way.ANSWERED if answers else Way.OTHER, "it is returned")
            case ast.Yield() | ast.YieldFrom():
                return Exit(Way.OTHER, "it is yielded")
            case ast.Call():
                return how_called(module, above, None, node)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.NamedExpr():
                return Exit(Way.OTHER, "it is stored")
            case ast.stmt():
                break
    return Exit(Way.OTHER, "it is used in a way that lambdafix does not know")


def how_called(module: Module, call: ast.Call, keyword: str | None, argument: ast.expr | None = None) -> Exit:
    """How a path leaves that is given to a call that is not known, by place or as `keyword`."""
    name = dotted(call.func) or "a call"
    is_key = keyword == "Key" or (name.rpartition(".")[2] in _TRANSFERS and argument in call.args[1:])
    if is_key or keyword == "Body":
        return Exit(Way.SENT, "it is the key of an object" if is_key else "it is sent away")
    if module.canonical(call.func).startswith(COMMANDS):
        return Exit(Way.GIVEN, f"it is passed to a command by `{name}`")
    if name.rpartition(".")[2] in loggers.METHODS | {"print"}:
        return Exit(Way.LOGGED, "it is logged")
    return Exit(Way.GIVEN, f"it is passed to `{name}`")
