"""Operations of which only the first page is read, and the paginator that reads all of them.

`build_full_result` of botocore's page iterator gives an answer of the same shape, with the fields of its paginator
gathered from all pages: a call can be replaced where it stands.
https://github.com/boto/botocore/blob/develop/botocore/paginate.py
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.analysis.values.boto import BotoKind
from lambdafix.analysis.values.held import held_anywhere
from lambdafix.families.sdk.answer import Answer, answer_of
from lambdafix.knowledge.paginated import Paginated, paginated
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_GATHERING = frozenset(
    "all any dict enumerate filter frozenset len list map max min reversed set sorted sum tuple".split()
)
_NAMING = re.compile(r"(?:Ids?|Names?|Arns?|Identifiers?|Filters?|filters?|filter_?\w*|ids?|names?)$")
"""Keywords that say which few things are asked for."""


@dataclass(frozen=True, slots=True)
class AllPages(RewrittenApart):
    """Read every page where `call` reads one. `table` where it is the method of a Table, as the code names that."""

    rewriting: ClassVar[str] = "lambdafix.families.sdk.paging_rewrite"

    call: Span
    method: str
    table: bool


@dataclass(frozen=True, slots=True, eq=False)
class FirstPage:
    """A call of which one page is read, as if it were all."""

    call: ast.Call
    reach: Reach
    method: str
    field: str
    """The list that ends with the page: "Contents"."""
    answer: AllPages | Refusal


def first_pages(module: Module) -> Iterator[FirstPage]:
    """Every call in code that requests run whose list is used as a whole, though further pages can follow."""
    for call in module.every(ast.Call):
        if not isinstance(call.func, ast.Attribute) or not _may_page(call.func.attr) or call.args:
            continue
        pages, is_table = _pages(module, call, call.func)
        if pages is None or _asks_for_few(call, pages) or _is_paged(module, call, pages):
            continue
        reach = module.reach(call)
        answer = answer_of(module, call) if reach is not None else None
        if reach is None or answer is None or answer.escapes:
            continue
        fields = [field for field in answer.fields if field in pages.results and field not in ("Count", "ScannedCount")]
        used = [field for field in fields if any(_is_whole(module, use) for use in answer.fields[field])]
        if used:
            yield FirstPage(call, reach, call.func.attr, used[0], _answer(module, call, answer, pages, is_table))


_VERBS = (
    "list_ describe_ get_ search_ query scan select_ export_ validate_ simulate_ retrieve_ lookup_ batch_ admin_ view_"
    " preview_ poll_ filter_ download_"
)
_MAY_PAGE = tuple(_VERBS.split())


def _may_page(method: str) -> bool:
    return method.startswith(_MAY_PAGE)


def _pages(module: Module, call: ast.Call, func: ast.Attribute) -> tuple[Paginated | None, bool]:
    found = held_anywhere(module, func.value)
    if found is None:
        return None, False
    built = found.built
    if built.kind is BotoKind.PART and built.part == "Table" and func.attr in ("query", "scan"):
        return paginated("dynamodb", func.attr), True
    return paginated(built.service, func.attr) if built.kind is BotoKind.CLIENT else None, False


def _asks_for_few(call: ast.Call, pages: Paginated) -> bool:
    """Whether its arguments begin elsewhere, bound the answer, name what is wanted, or are not all to be seen."""
    assert isinstance(call.func, ast.Attribute)
    noun = "".join(word.title() for word in call.func.attr.split("_")[1:])
    for keyword in call.keywords:
        name = keyword.arg
        if name is None or name in pages.limits or name in pages.onward or name.lower().startswith("max"):
            return True
        if name == "Select" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value != "COUNT"):
            return True
        if name == "KeyConditionExpression" and _is_full_key(keyword.value):
            return True
        if call.func.attr in ("query", "scan"):
            continue
        singular = name.lower().removesuffix("s")
        if _NAMING.search(name) and (singular.startswith(noun.lower().removesuffix("s")) or _says_which(name)):
            return True
    return False


def _says_which(name: str) -> bool:
    return name.endswith(("Ids", "Names", "Arns", "Identifiers")) or "ilter" in name


def _is_full_key(condition: ast.expr) -> bool:
    """`Key("a").eq(x) & Key("b").eq(y)`, or "a = :a AND b = :b": no more than one item has that key."""
    match condition:
        case ast.BinOp(op=ast.BitAnd(), left=left, right=right):
            return all(isinstance(part, ast.Call) and dotted(part.func).endswith("eq") for part in (left, right))
        case ast.Constant(value=str(text)):
            return len(re.findall(r"(?<![<>!])=", text)) > 1 and not re.search(r"[<>]|between|begins_with", text, re.I)
    return False


def _is_paged(module: Module, call: ast.Call, pages: Paginated) -> bool:
    """Whether the code around knows of pages: it names what leads on, or asks again in a loop of its own."""
    function = module.function(call)
    if function is None:
        return True
    for above in module.ancestors(call):
        if above is function:
            break
        if isinstance(above, ast.While | ast.Await):
            return True
    return any(
        (isinstance(node, ast.Constant) and node.value in pages.onward)
        or (isinstance(node, ast.keyword) and node.arg in pages.onward)
        for node in ast.walk(function)
    )


def _is_whole(module: Module, use: ast.expr, depth: int = 0) -> bool:
    """Whether all that a list holds is asked for: it is walked through, counted, returned or put into another."""
    above = module.parent(use)
    if isinstance(use, ast.Compare):
        return False
    match above:
        case ast.For() if above.iter is use:
            return not _ends_at_once(above)
        case ast.comprehension():
            return above.iter is use and not _takes_first(module, above)
        case ast.Return():
            return True
        case ast.BoolOp(op=ast.Or()) if above.values[0] is use:
            return _is_whole(module, above, depth)
        case ast.Call(func=ast.Name(id=name)) if use in above.args and name in _GATHERING:
            outer = module.parent(above)
            return not isinstance(outer, ast.Subscript) and not (name == "len" and _asks_for_any(outer))
        case ast.Call(func=ast.Attribute(attr="extend")):
            return use in above.args
        case ast.Call() if use in above.args and module.canonical(above.func) == "json.dumps":
            return True
        case ast.Assign(targets=[ast.Name() as target]) if depth == 0 and above.value is use:
            owner = module.owner(target)
            if owner is None or owner.kind is not ScopeKind.FUNCTION or len(owner.bindings[target.id]) != 1:
                return False
            uses = module.scopes.uses_of(target.id, owner)
            counted = [name for name in uses if not _is_log(module, name)]
            return any(_is_whole(module, name, depth + 1) for name in counted) and not _first_is_taken(module, uses)
    return False


def _asks_for_any(outer: ast.AST | None) -> bool:
    """`len(items) > 0`: the first page tells."""
    return isinstance(outer, ast.Compare | ast.If | ast.UnaryOp)


def _is_log(module: Module, use: ast.Name) -> bool:
    above = module.parent(use)
    return isinstance(above, ast.Call) and isinstance(above.func, ast.Name) and above.func.id in ("len", "print")


def _first_is_taken(module: Module, uses: list[ast.Name]) -> bool:
    """`items[0]`, `items.pop()`: what follows is not asked for."""
    return any(isinstance(module.parent(use), ast.Subscript) for use in uses)


def _ends_at_once(loop: ast.For) -> bool:
    return isinstance(loop.body[-1], ast.Return | ast.Break)


def _takes_first(module: Module, part: ast.comprehension) -> bool:
    """`next(x for x in items)`, `[…][0]`, `max(…)`."""
    whole = module.parent(part)
    outer = module.parent(whole) if whole is not None else None
    return isinstance(outer, ast.Subscript)


def _answer(module: Module, call: ast.Call, answer: Answer, pages: Paginated, is_table: bool) -> AllPages | Refusal:
    others = sorted(field for field in answer.fields if field not in pages.results)
    if others:
        remedy = "call its paginator, and look where the rest comes from"
        return Refusal(f"`{others[0]}` of the answer is read, which speaks of one page alone", remedy)
    assert isinstance(call.func, ast.Attribute)
    if is_table and not dotted(call.func.value):
        return Refusal("the Table has no name of its own", "give it one, and go on after `LastEvaluatedKey`")
    return AllPages(module.span(call), call.func.attr, is_table)
