"""CDK programs in TypeScript and JavaScript, where a Python function is constructed from plain literals.

Also `serverless.ts`. Read by pattern: what is not plain is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join

from lambdafix.project.declared import DeclaredFunction
from lambdafix.project.paths import ROOTED, within

EVIDENCE = (b"PYTHON_", b"PythonFunction", b"python3", b"DockerImageFunction")
_CONSTRUCTED = re.compile(r"new\s+(?:[\w.]+\.)?(\w*Function)\s*\(")
_QUOTED = r"""(?:'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`)"""
_HANDLER = re.compile(r"\bhandler\s*:\s*" + _QUOTED)
_INDEX = re.compile(r"\bindex\s*:\s*" + _QUOTED)
_ENTRY = re.compile(r"\bentry\s*:\s*(?=\S)")
_RUNTIME = re.compile(r"\bruntime\s*:\s*[\w.]*?(PYTHON_[\d_]+|[A-Z]+_[\w]+)")
_ASSET = re.compile(r"\b(?:fromAsset|AssetCode|fromImageAsset|asset|fromDockerBuild)\s*\(\s*")
_JOINED = re.compile(r"(?:\w+\.)?(?:join|resolve)\s*\(([^()]*)\)")
_WORD = re.compile(_QUOTED + r"|(__dirname)|(\w+)")
_HOLE = re.compile(r"\$\{(\w+)\}")
_ID = re.compile(r"\(\s*this\s*,\s*" + _QUOTED)
_SERVICE_FUNCTION = re.compile(r"(\w+)\s*:\s*\{[^{}]*?\bhandler\s*:\s*" + _QUOTED)
_COMMENT = re.compile(r"""('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_MAX_CALL = 6_000


def functions(content: str, path: str, cwd: str) -> Iterator[DeclaredFunction]:
    """The Python functions that the program at `path`, run in the folder `cwd`, constructs."""
    content = _COMMENT.sub(lambda match: match[1] or "\n" * match[0].count("\n"), content)
    for found in _CONSTRUCTED.finditer(content):
        call = _arguments(content, found.end())
        source = _Source(content, path, found.start())
        kind = found[1]
        runtime = _RUNTIME.search(call)
        python = kind == "PythonFunction" or (runtime is not None and runtime[1].startswith("PYTHON_"))
        image = kind == "DockerImageFunction"
        if not python and not image:
            continue
        folder = source.location(call, _ENTRY if kind == "PythonFunction" else _ASSET, cwd)
        handler = source.quoted(_HANDLER.search(call))
        if kind == "PythonFunction":
            index = source.quoted(_INDEX.search(call)) or "index.py"
            handler = "" if "..." in call else f"{index.removesuffix('.py')}.{handler or 'handler'}"
        if source.is_inline(call) or (not handler and not image) or (image and folder is None):
            continue  # not plain
        row = content.count("\n", 0, found.start()) + 1
        version = runtime[1].lower().replace("_", "", 1).replace("_", ".") if runtime and python else ""
        yield DeclaredFunction(
            handler=handler or "",
            template=path,
            row=row,
            how="cdk",
            name=source.quoted(_ID.search(content, found.end() - 1, found.end() + 200)) or "",
            folder=folder,
            dockerfile=within(folder, "Dockerfile") or "" if image and folder is not None else "",
            runtime=version or ("python" if python else ""),
        )


def services(content: str, path: str) -> Iterator[DeclaredFunction]:
    """The functions of a `serverless.ts` or `serverless.js` whose provider runs Python."""
    runtime = re.search(r"runtime\s*:\s*['\"](python[\d.]+)", content)
    if runtime is None:
        return
    for found in _SERVICE_FUNCTION.finditer(content):
        handler = next((group for group in found.groups()[1:] if group), "")
        row = content.count("\n", 0, found.end()) + 1
        yield DeclaredFunction(
            handler, path, row, "serverless", name=found[1], folder=dirname(path), runtime=runtime[1]
        )


class _Source:
    def __init__(self, content: str, path: str, position: int) -> None:
        self.content, self.path, self.position = content, path, position

    def quoted(self, found: re.Match[str] | None) -> str | None:
        """The text of a quoted literal, its `${name}` replaced by the nearest constant above."""
        text = next((group for group in found.groups() if group is not None), None) if found else None
        return self.filled(text) if text is not None else None

    def is_inline(self, call: str) -> bool:
        named = re.search(r"\bcode\s*:\s*(\w+)\s*[,}]", call)
        made = re.search(rf"\b{named[1]}\s*=\s*[^;\n]*[iI]nline", self.content) if named else None
        return made is not None or "fromInline" in call or "InlineCode" in call

    def filled(self, text: str) -> str | None:
        unknown = False

        def replaced(hole: re.Match[str]) -> str:
            nonlocal unknown
            value = self.constant(hole[1])
            unknown = unknown or value is None
            return value or ""

        filled = _HOLE.sub(replaced, text)
        return None if unknown or "${" in filled else filled

    def constant(self, name: str) -> str | None:
        """The text of the nearest constant `name` above, None where it is not plain."""
        if name == "__dirname":
            return ROOTED + dirname(self.path)
        pattern = re.compile(rf"\b(?:const|let|var)\s+{re.escape(name)}\b[^=\n]*=\s*{_QUOTED}")
        above = list(pattern.finditer(self.content, 0, self.position))
        text = next((group for group in above[-1].groups() if group is not None), None) if above else None
        return text if text is None or "${" not in text else None

    def location(self, call: str, before: re.Pattern[str], cwd: str) -> str | None:
        """The folder named by the expression that follows `before`, None where it is not plain."""
        found = before.search(call)
        if found is None:
            return None
        rest = call[found.end() :]
        joined = _JOINED.match(rest)
        words = _WORD.finditer(joined[1]) if joined else [word for word in [_WORD.match(rest)] if word]
        parts = []
        for word in words:
            literal = next((group for group in word.groups()[:3] if group is not None), None)
            part = self.filled(literal) if literal is not None else self.constant(word[4] or word[5])
            if part is None:
                return None
            parts.append(part)
        place = join(parts[0], *(part.lstrip("/") for part in parts[1:])) if parts else None
        return within(cwd, place.removesuffix(".zip")) if place else None


def _arguments(content: str, start: int) -> str:
    """The text of a call's arguments, up to its closing bracket."""
    depth, position = 1, start
    while position < len(content) and position - start < _MAX_CALL and depth:
        character = content[position]
        depth += (character in "([{") - (character in ")]}")
        position += 1
    return content[start:position]
