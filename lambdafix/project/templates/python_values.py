"""The value of an expression in a CDK program, where it is plain: constants, names bound once, paths."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.project.paths import ROOTED

_MAX_DEPTH = 20
_PATH_LIKE = frozenset({"Path", "PurePath", "pathlib.Path", "str", "os.fspath", "os.path.abspath", "path.abspath"})
_SAME = frozenset({"resolve", "absolute", "as_posix", "__str__", "expanduser", "to_string"})


@dataclass(frozen=True)
class Names:
    """What names stand for in one place of a file: its bindings, and the arguments of the call that led here."""

    path: str
    bindings: Mapping[str, ast.expr]
    """Name (or "self.name") -> the expression it is bound to, where there is one alone."""
    arguments: Mapping[str, str]
    cwd: str
    """The folder the program runs in, from the project's root."""
    imported: Callable[[str], tuple[Names, str] | None] = lambda name: None
    """Where a name that the file imports is defined: that file's names, and the name there."""

    def text(self, node: ast.expr | None, depth: int = 0) -> str | None:
        """The text of an expression, None where it cannot be told. Paths from `__file__` count from the root."""
        if node is None or depth > _MAX_DEPTH:
            return None
        if isinstance(node, ast.Constant):
            return str(node.value) if isinstance(node.value, (str, int)) else None
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._named(node, depth)
        if isinstance(node, ast.JoinedStr):
            parts = [
                self.text(part.value if isinstance(part, ast.FormattedValue) else part, depth + 1)
                for part in node.values
            ]
            return "".join(part for part in parts if part is not None) if None not in parts else None
        if isinstance(node, ast.BinOp):
            return self._joined(node, depth)
        if isinstance(node, ast.Subscript):
            return self._parents(node, depth)
        return self._called(node, depth) if isinstance(node, ast.Call) else None

    def follow(self, node: ast.expr | None, depth: int = 0) -> ast.expr | None:
        """The expression behind a name."""
        name = dotted(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
        bound = self.bindings.get(name) or self.bindings.get(name.removeprefix("self."))
        return self.follow(bound, depth + 1) if bound is not None and depth < _MAX_DEPTH else node

    def _named(self, node: ast.Name | ast.Attribute, depth: int) -> str | None:
        name = dotted(node)
        if name == "__file__":
            return ROOTED + self.path
        if name in self.arguments:
            return self.arguments[name]
        bound = self.bindings.get(name)
        if bound is not None:
            return self.text(bound, depth + 1)
        elsewhere = self.imported(name)
        if elsewhere is not None:
            names, original = elsewhere
            return names.text(names.bindings.get(original), depth + 1)
        if isinstance(node, ast.Attribute) and node.attr == "parent":
            inner = self.text(node.value, depth + 1)
            return dirname(inner) if inner else None
        return None

    def _joined(self, node: ast.BinOp, depth: int) -> str | None:
        left, right = self.text(node.left, depth + 1), self.text(node.right, depth + 1)
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Div):
            return join(left, right)
        return left + right if isinstance(node.op, ast.Add) else None

    def _parents(self, node: ast.Subscript, depth: int) -> str | None:
        """`Path(__file__).parents[1]`."""
        value, place = node.value, node.slice.value if isinstance(node.slice, ast.Constant) else None
        if not (isinstance(value, ast.Attribute) and value.attr == "parents" and isinstance(place, int)):
            return None
        inner = self.text(value.value, depth + 1)
        for _ in range(min(place + 1, _MAX_DEPTH)):
            inner = dirname(inner) if inner else None
        return inner

    def _called(self, node: ast.Call, depth: int) -> str | None:
        name = dotted(node.func)
        last = name.rpartition(".")[2]
        words = [self.text(argument, depth + 1) for argument in node.args]
        if name in ("os.getcwd", "getcwd", "Path.cwd"):
            return ROOTED + self.cwd
        if isinstance(node.func, ast.Attribute) and (last in _SAME or last == "joinpath" or not name):
            inner = self.text(node.func.value, depth + 1)
            if node.func.attr in _SAME:
                return inner
            if node.func.attr == "joinpath" and inner is not None and None not in words:
                return join(inner, *[word for word in words if word is not None])
        if None in words or not words:
            return None
        known = [word for word in words if word is not None]
        if last == "join" and "path" in name:
            return join(*known)
        if name in _PATH_LIKE or last == "realpath":
            return join(*known)
        if last == "dirname":
            return dirname(known[0])
        if last == "basename":
            return basename(known[0])
        return normpath(known[0]) if last == "normpath" else None


def bindings(nodes: Iterable[ast.AST]) -> dict[str, ast.expr]:
    """Names and attributes of `self` that the statements bind to one expression only."""
    found: dict[str, ast.expr] = {}
    twice = set()
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target: ast.expr = node.targets[0]
            value: ast.expr | None = node.value
        elif isinstance(node, ast.AnnAssign):
            target, value = node.target, node.value
        else:
            continue
        name = dotted(target) if isinstance(target, (ast.Name, ast.Attribute)) else ""
        if name and value is not None:
            if name in found:
                twice.add(name)
            found[name] = value
    return {name: value for name, value in found.items() if name not in twice}
