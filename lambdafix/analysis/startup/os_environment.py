"""Every expression of a file that is the environment of the process, by whatever way the file comes to it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import Scopes

NAMES = frozenset({"environ", "environb"})
"""What `os` calls it: as text, and as bytes."""
_CHANGING = frozenset({"__dict__", "putenv", "unsetenv"})
_LOADERS = frozenset({"__import__", "import_module"})


@dataclass(frozen=True, slots=True)
class Mentions:
    environments: tuple[ast.expr, ...]
    """Expressions that are the environment."""
    unknown: tuple[ast.expr, ...]
    """Places that hand the module `os` itself on, so that the environment may be reached out of sight."""


def mentions(scopes: Scopes, canonical: Callable[[ast.expr], str]) -> Mentions:
    """What one file says of the environment. `canonical` gives the dotted name of what an expression means."""
    environments: list[ast.expr] = []
    unknown: list[ast.expr] = []
    for name in scopes.every(ast.Name):
        if isinstance(name.ctx, ast.Load) and _is_environment_name(canonical(name)):
            environments.append(name)
    for module, is_certain in _os_modules(scopes, canonical):
        above = scopes.parent.get(module)
        match above:
            case ast.Attribute(attr=attribute) if attribute in NAMES:
                environments.append(above)
            case ast.Attribute(attr=attribute):
                if is_certain and attribute in _CHANGING and not canonical(above).startswith(("os.put", "os.unset")):
                    unknown.append(above)
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=attribute), *_]):
                if attribute in NAMES:
                    environments.append(above)
            case ast.Call(func=ast.Name(id="hasattr")) | ast.Expr():
                continue
            case _:
                if is_certain:
                    unknown.append(module)
    return Mentions(tuple(environments), tuple(unknown))


def _os_modules(scopes: Scopes, canonical: Callable[[ast.expr], str]) -> Iterator[tuple[ast.expr, bool]]:
    """Expressions that are the module `os`, and whether that is certain."""
    for name in scopes.every(ast.Name):
        if isinstance(name.ctx, ast.Load) and _is_os(canonical(name)):
            yield name, True
    for attribute in scopes.every(ast.Attribute):
        if attribute.attr == "os" and isinstance(attribute.ctx, ast.Load) and _is_os(canonical(attribute)):
            yield attribute, True
    for subscript in scopes.every(ast.Subscript):
        if isinstance(subscript.ctx, ast.Load) and canonical(subscript.value) == "sys.modules":
            yield from _by_text(subscript, subscript.slice)
    for call in scopes.every(ast.Call):
        if call.args and dotted(call.func).rpartition(".")[2] in _LOADERS:
            yield from _by_text(call, call.args[0])


def _by_text(module: ast.expr, key: ast.expr) -> Iterator[tuple[ast.expr, bool]]:
    if not isinstance(key, ast.Constant):
        yield module, False
    elif key.value == "os":
        yield module, True


def _is_os(text: str) -> bool:
    """`os`, and `shutil.os`, as which other modules have it."""
    return text == "os" or text.endswith(".os")


def _is_environment_name(text: str) -> bool:
    module, _, name = text.rpartition(".")
    return name in NAMES and _is_os(module)
