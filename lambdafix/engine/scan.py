"""The first pass: each file is read, dropped where it can matter to nobody, else parsed and reduced to facts."""

from __future__ import annotations

import ast
import gc
import pickle
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lambdafix.analysis.syntax.extract import extract
from lambdafix.analysis.syntax.facts import ModuleFacts, is_test_path
from lambdafix.engine.texts import Texts
from lambdafix.evidence import CREDENTIAL, RELEVANT
from lambdafix.model import Skipped
from lambdafix.pool import CHUNK
from lambdafix.source import Source

MAX_BYTES = 2_000_000
"""A larger Python file is generated data; parsing it would cost more than the rest of the project."""

_IMPORTED = re.compile(
    rb"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+([^\r\n]*)|import[ \t]+([^\r\n]+))", re.MULTILINE
)
_WORD = re.compile(rb"\w+")


class Scanned(NamedTuple):
    """What the first pass learnt of one file. All of `facts`, `skipped` None: it was dropped unparsed."""

    path: str
    facts: ModuleFacts | None = None
    skipped: Skipped | None = None
    imported: frozenset[bytes] = frozenset()
    """For a dropped file: every word of its import statements, so that it can be called back."""


class Facts(dict[str, ModuleFacts]):
    """Path -> facts, in the order of the paths.

    Those that came from other processes go on to others as the bytes they came in: pickling them once more would take
    as long as half of all parsing.
    """

    def __init__(self, files: Mapping[str, Scanned], packed: Iterable[bytes] = ()) -> None:
        """`packed` is what all of `files` were unpickled from, or nothing."""
        super().__init__((path, facts) for path in sorted(files) if (facts := files[path].facts) is not None)
        self._packed = tuple(packed)

    def __reduce__(self) -> tuple[object, ...]:
        return (_unpacked, (self._packed,)) if self._packed else (dict, (dict(self),))


def _unpacked(packed: Iterable[bytes]) -> Facts:
    # our own workers packed it
    return Facts({one.path: one for chunk in packed for one in pickle.loads(chunk)}, packed)  # noqa: S301


@dataclass(frozen=True, slots=True)
class Scan:
    """What the first pass learnt."""

    files: Mapping[str, Scanned]
    packed: tuple[bytes, ...] = ()
    """The same, pickled, where other processes did the work."""


def parse(source: Source) -> ast.Module | Skipped:
    """The syntax tree, or why the running Python cannot give one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.encode())
    except SyntaxError as error:
        return Skipped(source.path, _explain(source, error), error.lineno or 1)
    except (RecursionError, MemoryError):
        return Skipped(source.path, "nested too deeply to analyse", 1)
    except (ValueError, LookupError) as error:
        return Skipped(source.path, f"cannot be parsed: {error}", 1)


def refused_by_python(source: Source, tree: ast.Module) -> Skipped | None:
    """Why no import of the file succeeds though it parses: `global` after a use, `return` at module level."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, source.path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return Skipped(source.path, f"Python refuses to import it: {error.msg}", error.lineno or 1)
    except (RecursionError, MemoryError):
        return Skipped(source.path, "nested too deeply to analyse", 1)
    return None


_PYTHON_2 = re.compile(
    r"Missing parentheses in call to 'print'|multiple exception types must be parenthesized"
    r"|leading zeros in decimal integer literals|invalid hexadecimal literal|Missing parentheses in call to 'exec'"
)


def _explain(source: Source, error: SyntaxError) -> str:
    message = error.msg or "invalid syntax"
    if _PYTHON_2.search(message):
        return f"written for Python 2 ({message})"
    if "too many nested" in message or "too many levels" in message:
        return f"nested too deeply to analyse ({message})"
    import libcst

    try:
        libcst.parse_module(source.text)
    except (libcst.ParserSyntaxError, RecursionError):
        return f"syntax error: {message}"
    return f"needs a newer Python to analyse than the one that runs lambdafix ({message})"


def scan(
    texts: Texts,
    paths: Sequence[str],
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    keep: AbstractSet[str] = frozenset(),
) -> Scan:
    """What each of `paths` holds; those in `keep` are parsed in any case. Chunks run on `executor`, if given."""
    packed: list[bytes] = []
    found = {one.path: one for one in _run(texts, paths, keep, executor, progress, packed)}
    dropped = {path for path, one in found.items() if one.facts is None and one.skipped is None}
    names = {word for path in set(found) - dropped for word in _module_words(path)}
    # a file that imports a kept module may rebind or call what is in it, and one that a kept file imports is part of it
    wanted = {part for one in found.values() if one.facts for part in _wanted(one.facts)}
    again = {p for p in dropped if found[p].imported & names or _module_words(p) & wanted}
    while again:
        fresh = {one.path: one for one in _run(texts, sorted(again), again, executor, None, packed)}
        found.update(fresh)
        dropped -= again
        wanted = {part for one in fresh.values() if one.facts for part in _wanted(one.facts)}
        again = {p for p in dropped if _module_words(p) & wanted}
    return Scan(found, tuple(packed))


def rescan(texts: Texts, paths: Iterable[str]) -> dict[str, Scanned]:
    """The same for a few changed files of a project already scanned."""
    return {path: scan_file(texts, path, keep=True) for path in paths}


def _module_words(path: str) -> set[bytes]:
    parts = path.removesuffix(".py").split("/")
    return {(parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]).encode()}


def _wanted(facts: ModuleFacts) -> Iterator[bytes]:
    for statement in facts.imports:
        yield statement.module.rpartition(".")[2].encode()
        if statement.submodule:
            yield statement.submodule.rpartition(".")[2].encode()
        if statement.name is not None:
            yield statement.name.encode()


def _run(
    texts: Texts,
    paths: Sequence[str],
    keep: AbstractSet[str],
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
    packed: list[bytes],
) -> Iterator[Scanned]:
    """Each file as it is done. With an executor, `packed` gets all of them once more."""
    chunks = [tuple(paths[start : start + CHUNK]) for start in range(0, len(paths), CHUNK)]
    done = 0
    if executor is None or len(chunks) < 2:
        for chunk in chunks:
            files = _scan_chunk(str(texts.root), chunk, _only(texts.overlay, chunk), keep & set(chunk))
            if executor is not None:
                packed.append(pickle.dumps(files))
            yield from files
            done += len(chunk)
            if progress:
                progress(done, len(paths))
        return
    tasks = {
        executor.submit(_scan_packed, str(texts.root), chunk, _only(texts.overlay, chunk), keep & set(chunk)): chunk
        for chunk in chunks
    }
    for task in as_completed(tasks):
        packed.append(task.result())
        yield from pickle.loads(packed[-1])  # noqa: S301 - our own worker packed it
        done += len(tasks[task])
        if progress:
            progress(done, len(paths))


def _only(overlay: Mapping[str, bytes], paths: Iterable[str]) -> dict[str, bytes]:
    return {path: overlay[path] for path in paths if path in overlay}


def _scan_packed(root: str, paths: tuple[str, ...], overlay: dict[str, bytes], keep: AbstractSet[str]) -> bytes:
    return pickle.dumps(_scan_chunk(root, paths, overlay, keep))


def _scan_chunk(root: str, paths: tuple[str, ...], overlay: dict[str, bytes], keep: AbstractSet[str]) -> list[Scanned]:
    texts = Texts(Path(root), overlay)
    collecting = gc.isenabled()
    gc.disable()  # a syntax tree is all live objects: collecting meanwhile only costs
    try:
        return [scan_file(texts, path, keep=path in keep) for path in paths]
    finally:
        if collecting:
            gc.enable()


def scan_file(texts: Texts, path: str, *, keep: bool) -> Scanned:
    """One file's facts. With `keep` it is parsed whatever it mentions."""
    try:
        raw = texts.raw(path)
    except OSError as error:
        return Scanned(path, skipped=Skipped(path, f"cannot be read: {error.strerror}"))
    if len(raw) > MAX_BYTES:
        return Scanned(path, skipped=Skipped(path, f"{len(raw) / 1e6:.1f} MB of generated code, not analysed"))
    if not keep and not is_test_path(path) and not RELEVANT.search(raw) and not CREDENTIAL.search(raw):
        words = {
            word for match in _IMPORTED.finditer(raw) for group in match.groups(b"") for word in _WORD.findall(group)
        }
        return Scanned(path, imported=frozenset(words))
    source = Source.decode(path, raw)
    if isinstance(source, Skipped):
        return Scanned(path, skipped=source)
    tree = parse(source)
    if isinstance(tree, Skipped):
        return Scanned(path, skipped=tree)
    try:
        return Scanned(path, facts=extract(path, tree))
    except RecursionError:
        return Scanned(path, skipped=Skipped(path, "nested too deeply to analyse", 1))
