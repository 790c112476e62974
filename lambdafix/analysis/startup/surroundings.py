"""What else runs in the environment of one file: which files come along, and what they do to all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


def related_files(module: Module) -> set[str]:
    """The files that a request which runs this one may run too: all that its handlers import, however indirectly."""
    program = module.program
    entries = {entry.path for entry in program.handlers}
    above = {module.path}
    queue = [module.path]
    while queue:
        for path in module.users.importers(queue.pop()):
            if path not in above:
                above.add(path)
                queue.append(path)
    found = set(above & entries) | {module.path}
    queue = list(found)
    while queue:
        for path in program.imported_files(queue.pop()):
            if path not in found:
                found.add(path)
                queue.append(path)
    return {path for path in found if program.files[path].test is None}


def changes_directory(module: Module) -> bool:
    """Whether relative paths may lie anywhere: some deployed file of the project changes the current directory."""
    return any(
        name == "chdir" or name.endswith(".chdir")
        for path in {module.path, *module.program.deployed}
        for scope in module.program.files[path].scopes.values()
        for name in scope.calls
    )
