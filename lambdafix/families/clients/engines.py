"""Engines at module level whose pool gives out connections that the server may have closed meanwhile."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.families.clients.drivers import Opened, opened
from lambdafix.match import RewrittenApart
from lambdafix.model import Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_RENEWS = frozenset({"pool_recycle", "creator"})


@dataclass(frozen=True, slots=True)
class PrePing(RewrittenApart):
    """The arguments by which the call makes an engine that checks its connections."""

    rewriting: ClassVar[str] = "lambdafix.families.clients.pre_ping_rewrite"

    call: Span
    keywords: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class UncheckedEngine:
    product: Opened
    reach: Reach
    plan: PrePing


def unchecked_engines(module: Module) -> Iterator[UncheckedEngine]:
    """The engines that the module makes at import, and that requests use."""
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                product = opened(module, call)
                if product is None or product.noun != _ENGINE or not product.lasting or _keeps_no_server(module, call):
                    continue
                uses = module.scopes.uses_of(name, module.scopes.module)
                reaches = [reach for use in uses if (reach := module.reach(use)) is not None]
                if reaches:
                    plan = PrePing(module.span(call), product.lasting)
                    yield UncheckedEngine(product, reaches[0], plan)


_ENGINE = "SQLAlchemy engine"


def _keeps_no_server(module: Module, call: ast.Call) -> bool:
    """Whether its connections go to a file or are renewed otherwise, or nothing is known of how it is made."""
    given = {keyword.arg for keyword in call.keywords}
    url = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "url"), None)
    is_file = url is None or any(
        isinstance(node, ast.Constant) and str(node.value).startswith("sqlite") for node in ast.walk(url)
    )
    return is_file or None in given or bool(given & _RENEWS)
