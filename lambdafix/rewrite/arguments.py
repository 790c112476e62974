"""Further arguments for a call, laid out as the call is."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

LINE_LENGTH = 88
"""Black's; ruff's default too."""

_TIGHT = cst.SimpleWhitespace("")


def with_keywords(call: cst.Call, keywords: Mapping[str, str], *, spread: bool, deeper: str = "") -> cst.Call:
    """`call` with `keywords` (name -> expression) at its end; with `spread` one a line.

    `deeper` is the indentation that the row of the call has on top of its statement's.
    """
    if not call.args:
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        *heads, end = (_argument(name, text) for name, text in keywords.items())
        return call.with_changes(args=[*(argument.with_changes(comma=comma) for argument in heads), end])
    if spread:
        call = _spread(call, deeper)
    *others, last = call.args
    before = call.whitespace_before_args
    if len(call.args) > 1 and isinstance(call.args[-2].comma, cst.Comma):
        separator = call.args[-2].comma
    else:
        separator = cst.Comma(whitespace_after=cst.SimpleWhitespace(" ") if before.empty else before)
    closing = last.comma
    if not isinstance(closing, cst.Comma) and not before.empty:
        closing = cst.Comma()  # one argument a line: each ends with a comma
    added = [_argument(name, text).with_changes(comma=separator) for name, text in keywords.items()]
    # the end of the last argument holds the line break before the closing parenthesis
    added[-1] = added[-1].with_changes(comma=closing, whitespace_after_arg=last.whitespace_after_arg)
    first = last.with_changes(comma=separator, whitespace_after_arg=_TIGHT)
    return call.with_changes(args=[*others, first, *added])


def _argument(name: str, text: str) -> cst.Arg:
    equal = cst.AssignEqual(whitespace_before=_TIGHT, whitespace_after=_TIGHT)
    return cst.Arg(cst.parse_expression(text), keyword=cst.Name(name), equal=equal)


def _spread(call: cst.Call, deeper: str) -> cst.Call:
    inside = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(f"{deeper}    "))
    outside = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(deeper))
    *others, last = call.args
    args = [argument.with_changes(comma=cst.Comma(whitespace_after=inside)) for argument in others]
    closing = cst.Comma(whitespace_after=outside)
    return call.with_changes(whitespace_before_args=inside, args=[*args, last.with_changes(comma=closing)])
