"""Whether what a file imports is there on Lambda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.knowledge.distributions import RUNTIME
from lambdafix.model import Confidence, HandlerEntry

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.program.program import Program


def requirements_without(module: Module, top_level: str) -> str:
    """The requirements by which no function that the file is deployed with can import a package; "" where one may."""
    packages = module.program.packages
    if packages is None or top_level in RUNTIME or top_level in _own_names(module.program):
        return ""
    entries = [entry for entry in module.program.handlers if _is_in(module.path, entry.root)]
    told = ""
    for entry in entries:
        layers = module.program.deployment.layers.get(entry.declared_in)
        if layers is None and not _is_undeclared(entry):
            return ""
        told = packages.lacks(top_level, entry.root, layers or ())
        if not told or (layers is None and told.rpartition("/")[0] != entry.path.rpartition("/")[0]):
            return ""
    return told


def _is_undeclared(entry: HandlerEntry) -> bool:
    return entry.confidence is not Confidence.TEMPLATE and not entry.declared_in


def _is_in(path: str, root: str) -> bool:
    return not root or path.startswith(root + "/")


@remembered
def _own_names(program: Program) -> frozenset[str]:
    """What a module or a package of the project is called, wherever it lies."""
    paths = (path.removesuffix(".py").removesuffix("/__init__") for path in (*program.files, *program.unread))
    return frozenset(path.rpartition("/")[2] for path in paths)
