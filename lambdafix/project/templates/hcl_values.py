"""The value of an HCL expression, where it is plain: literals, variables, locals, collections and a few functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from posixpath import basename, dirname
from typing import TypeAlias

from lambdafix.project.document import DocumentError
from lambdafix.project.templates.hcl import Token, string_end, tokens

_MAX_DEPTH = 40
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
"""None is what cannot be told."""
Lookup: TypeAlias = Callable[[list[str]], "Plain"]
"""Resolves a reference given as its parts: ["var", "handler"]."""


def evaluate(expression: list[Token], lookup: Lookup) -> Plain:
    """The value of an expression's tokens, None where any needed part is unknown."""
    words = [token for token in expression if token.kind != "newline"]
    parser = _Expression(words, lookup)
    value = parser.value(0)
    if parser.at < len(words):
        return parser.conditional()
    return value


def interpolate(raw: str, lookup: Lookup, depth: int = 0) -> str | None:
    """A quoted string's text, None where an interpolation is unknown."""
    if "${" not in raw and "\\" not in raw:
        return raw
    made, position = [], 0
    while (start := raw.find("${", position)) >= 0:
        end = _close(raw, start + 2)
        if end < 0 or depth > _MAX_DEPTH:
            return None
        value = evaluate(_tokens(raw[start + 2 : end]), lookup)
        if not isinstance(value, str):
            return None
        made += [raw[position:start], value]
        position = end + 1
    return "".join([*made, raw[position:]]).replace('\\"', '"').replace("\\\\", "\\")


def _tokens(text: str) -> list[Token]:
    try:
        return list(tokens(text))
    except DocumentError:
        return []


def _close(raw: str, position: int) -> int:
    depth = 0
    while position < len(raw):
        character = raw[position]
        if character == '"':
            position = string_end(raw, position + 1)
            if position < 0:
                return -1
        elif character == "{":
            depth += 1
        elif character == "}":
            if depth == 0:
                return position
            depth -= 1
        position += 1
    return -1


class _Expression:
    def __init__(self, words: list[Token], lookup: Lookup) -> None:
        self.words, self.lookup, self.at = words, lookup, 0

    def peek(self) -> str:
        return self.words[self.at].text if self.at < len(self.words) and self.words[self.at].kind != "string" else ""

    def take(self, text: str) -> bool:
        if self.peek() == text:
            self.at += 1
            return True
        return False

    def conditional(self) -> Plain:
        """`test ? a : b` is known where both sides are the same; every other operator is not."""
        if not any(word.text == "?" for word in self.words):
            return None
        self.at = next(place for place, word in enumerate(self.words) if word.text == "?") + 1
        first = self.value(0)
        second = self.value(0) if self.take(":") else None
        return first if first == second else None

    def value(self, depth: int) -> Plain:
        if self.at >= len(self.words) or depth > _MAX_DEPTH:
            return None
        token = self.words[self.at]
        self.at += 1
        found: Plain = None
        if token.kind == "string":
            found = interpolate(token.text, self.lookup, depth)
        elif token.kind == "number" or token.text in ("true", "false"):
            return token.text
        elif token.text == "[":
            found = self.listing(depth)
        elif token.text == "{":
            found = self.mapping(depth)
        elif token.text == "(":
            found = self.value(depth + 1)
            self.take(")")
        elif token.kind == "name" and self.take("("):
            found = self.call(token.text, depth)
        elif token.kind == "name":
            return self.reference(token.text, depth)
        return self.members(found, depth)

    def reference(self, name: str, depth: int) -> Plain:
        parts = [name]
        while self.peek() in (".", "["):
            bracket = self.words[self.at].text == "["
            self.at += 1
            if not bracket and self.at < len(self.words):
                parts.append(self.words[self.at].text)
                self.at += 1
            elif bracket:
                key = self.value(depth + 1)
                self.take("]")
                parts.append(key if isinstance(key, str) else "")
        return self.lookup(parts)

    def members(self, value: Plain, depth: int) -> Plain:
        while self.peek() in (".", "["):
            bracket = self.words[self.at].text == "["
            self.at += 1
            key = self.value(depth + 1) if bracket else self.words[self.at].text if self.at < len(self.words) else None
            self.at += 0 if bracket else 1
            if bracket:
                self.take("]")
            value = member(value, key if isinstance(key, str) else "")
        return value

    def listing(self, depth: int) -> Plain:
        if self.peek() == "for":
            return self.skip("]")
        found: list[Plain] = []
        while self.at < len(self.words) and not self.take("]"):
            before = self.at
            found.append(self.value(depth + 1))
            self.take(",")
            if self.at == before:
                return self.skip("]")
        return found

    def mapping(self, depth: int) -> Plain:
        if self.peek() == "for":
            return self.skip("}")
        found: dict[str, Plain] = {}
        while self.at < len(self.words) and not self.take("}"):
            token = self.words[self.at]
            self.at += 1
            key = interpolate(token.text, self.lookup, depth) if token.kind == "string" else token.text
            if not (self.take("=") or self.take(":")):
                return self.skip("}")
            found[key or ""] = self.value(depth + 1)
            self.take(",")
        return found

    def call(self, name: str, depth: int) -> Plain:
        arguments: list[Plain] = []
        while self.at < len(self.words) and not self.take(")"):
            before = self.at
            arguments.append(self.value(depth + 1))
            self.take(",")
            if self.at == before:
                return self.skip(")")
        function = _FUNCTIONS.get(name)
        return function(arguments) if function and arguments else None

    def skip(self, closing: str) -> Plain:
        """Past the bracket that is open, its content not understood."""
        depth = 0
        while self.at < len(self.words):
            token = self.words[self.at]
            self.at += 1
            if token.kind != "operator":
                continue
            if depth == 0 and token.text == closing:
                break
            depth += (token.text in "([{") - (token.text in ")]}")
        return None


def member(value: Plain, key: str) -> Plain:
    """`value[key]`, None where it has none."""
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
        return value[int(key)]
    return None


def _merged(arguments: list[Plain]) -> Plain:
    found: dict[str, Plain] = {}
    for argument in arguments:
        if not isinstance(argument, dict):
            return None
        found |= argument
    return found


def _joined(arguments: list[Plain]) -> Plain:
    parts = arguments[1] if len(arguments) > 1 else None
    if not isinstance(parts, list) or not isinstance(arguments[0], str):
        return None
    words = [part for part in parts if isinstance(part, str)]
    return arguments[0].join(words) if len(words) == len(parts) else None


def _first(arguments: list[Plain]) -> Plain:
    return next((argument for argument in arguments if argument is not None), None)


def _on_text(function: Callable[[str], str]) -> Callable[[list[Plain]], Plain]:
    return lambda arguments: function(arguments[0]) if isinstance(arguments[0], str) else None


def _found(arguments: list[Plain]) -> Plain:
    key = arguments[1] if len(arguments) > 1 else None
    found = member(arguments[0], key) if isinstance(key, str) else None
    return found if found is not None else (arguments[2] if len(arguments) > 2 else None)


_FUNCTIONS: Mapping[str, Callable[[list[Plain]], Plain]] = {
    "abspath": lambda arguments: arguments[0],
    "basename": _on_text(basename),
    "coalesce": _first,
    "dirname": _on_text(dirname),
    "join": _joined,
    "lookup": _found,
    "lower": _on_text(str.lower),
    "merge": _merged,
    "pathexpand": lambda arguments: arguments[0],
    "tolist": lambda arguments: arguments[0],
    "tomap": lambda arguments: arguments[0],
    "toset": lambda arguments: arguments[0],
    "tostring": lambda arguments: arguments[0],
    "try": _first,
    "upper": _on_text(str.upper),
}
