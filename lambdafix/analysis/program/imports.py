"""Which file of the project an import names, by the rules of the folders a deployment puts on `sys.path`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import commonpath, dirname, join, normpath


class ModuleIndex:
    """Resolves module names to files.

    `roots` are the deployment roots of each file: folders whose children are top-level modules. Layers (`…/python/`)
    serve every file. Where a name fits in no such folder, the nearest file with that dotted suffix is meant.
    """

    def __init__(self, paths: Iterable[str], roots: Mapping[str, tuple[str, ...]]) -> None:
        self.paths = frozenset(paths)
        self._roots = roots
        self._by_tail: dict[str, list[str]] = {}
        layers = set()
        for path in self.paths:
            parts = module_parts(path)
            if parts:
                self._by_tail.setdefault(parts[-1], []).append(path)
            head, found, _ = f"/{path}".rpartition("/python/")
            if found and head:
                layers.add(f"{head}/python"[1:])
        self._layers = tuple(sorted(layers))
        self._cache: dict[tuple[str, str], tuple[str, ...]] = {}

    def find(self, importer: str, module: str) -> str | None:
        """The file that `importer` means by `module` ("utils.db", "..shared"); None for other code."""
        found = self.candidates(importer, module)
        return found[0] if len(found) == 1 else None

    def candidates(self, importer: str, module: str) -> tuple[str, ...]:
        """Every file `module` may mean: one where the import is plain, several where only its last parts fit."""
        folder = importer.rpartition("/")[0]
        key = (folder, module)
        if key not in self._cache:
            self._cache[key] = tuple(self._search(importer, folder, module))
        return self._cache[key]

    def _search(self, importer: str, folder: str, module: str) -> list[str]:
        name = module.lstrip(".")
        level = len(module) - len(name)
        tail = name.replace(".", "/")
        if level:
            base = normpath(join(folder, *[".."] * (level - 1))) if folder or level > 1 else ""
            found = self._file("" if base == "." else base, tail)
            return [found] if found else []
        folders = [*self._roots.get(importer, ()), folder]
        while folder:
            folder = dirname(folder)
            folders.append(folder)
        for place in (*folders, *self._layers):
            if found := self._file(place, tail):
                return [found]
        last = name.rpartition(".")[2]
        suffix = "/" + tail
        fitting = [
            path
            for path in self._by_tail.get(last, ())
            if ("/" + path.removesuffix(".py").removesuffix("/__init__")).endswith(suffix)
        ]
        # of several, those nearest to the importer: a test of one function does not mean another function's app.py
        nearness = {path: len(commonpath(["/" + importer, "/" + path])) for path in fitting}
        nearest = max(nearness.values(), default=0)
        return sorted(path for path in fitting if nearness[path] == nearest)

    def _file(self, folder: str, tail: str) -> str | None:
        base = join(folder, tail) if tail else folder
        for path in (f"{base}.py", f"{base}/__init__.py"):
            if path in self.paths:
                return path
        return None


def module_parts(path: str) -> tuple[str, ...]:
    """The dotted parts of the module at `path` seen from the project's root."""
    parts = path.removesuffix(".py").split("/")
    return tuple(parts[:-1] if parts[-1] == "__init__" else parts)


def short_module(path: str) -> str:
    """A name for people: "app" for "src/app.py", "orders" for "orders/__init__.py"."""
    parts = module_parts(path)
    return parts[-1] if parts else path
