"""What well-known calls do with the paths they are given.

From the libraries' own documentation: the standard library, boto3's "S3 transfers", pandas' "IO tools", Pillow, NumPy,
OpenCV, Matplotlib, requests.
"""

from __future__ import annotations

import ast
import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


class Act(enum.Enum):
    """What a use does with the file of that name."""

    READ = "reads"
    WRITE = "writes"
    """Whatever was there before is gone."""
    APPEND = "appends to"
    REMOVE = "removes"
    EXISTS = "asks for"
    MAKE = "makes the folder"
    FILL = "fills the folder"
    LIST = "lists"
    NAME = "takes the name of"
    """Looks at the text alone, or at nothing that outlives the call."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a call that is a path."""

    position: int
    keywords: tuple[str, ...]
    act: Act
    echoes: bool = False
    """The call's result holds the path again."""
    sure: bool = True
    """False where the method's name alone says it."""


def _p(position: int, keywords: str, act: Act, *, echoes: bool = False) -> Parameter:
    return Parameter(position, tuple(keywords.split()), act, echoes)


_FUNCTIONS: dict[str, tuple[Parameter, ...]] = {
    "os.remove": (_p(0, "path", Act.REMOVE),),
    "os.unlink": (_p(0, "path", Act.REMOVE),),
    "os.rmdir": (_p(0, "path", Act.REMOVE),),
    "os.path.exists": (_p(0, "path", Act.EXISTS),),
    "os.path.isfile": (_p(0, "path", Act.EXISTS),),
    "os.path.isdir": (_p(0, "s path", Act.EXISTS),),
    "os.path.getmtime": (_p(0, "filename", Act.EXISTS),),
    "os.path.getsize": (_p(0, "filename", Act.READ),),
    "os.stat": (_p(0, "path", Act.READ),),
    "os.chmod": (_p(0, "path", Act.NAME),),
    "os.path.basename": (_p(0, "p", Act.NAME),),
    "os.path.relpath": (_p(1, "start", Act.NAME),),
    "os.makedirs": (_p(0, "name", Act.MAKE),),
    "os.mkdir": (_p(0, "path", Act.MAKE),),
    "os.listdir": (_p(0, "path", Act.LIST),),
    "os.scandir": (_p(0, "path", Act.LIST),),
    "os.walk": (_p(0, "top", Act.LIST),),
    "glob.glob": (_p(0, "pathname", Act.LIST),),
    "glob.iglob": (_p(0, "pathname", Act.LIST),),
    "os.rename": (_p(0, "src", Act.REMOVE), _p(1, "dst", Act.WRITE)),
    "os.replace": (_p(0, "src", Act.REMOVE), _p(1, "dst", Act.WRITE)),
    "shutil.rmtree": (_p(0, "path", Act.REMOVE),),
    "shutil.copy": (_p(0, "src", Act.READ), _p(1, "dst", Act.WRITE, echoes=True)),
    "shutil.copy2": (_p(0, "src", Act.READ), _p(1, "dst", Act.WRITE, echoes=True)),
    "shutil.copyfile": (_p(0, "src", Act.READ), _p(1, "dst", Act.WRITE, echoes=True)),
    "shutil.move": (_p(0, "src", Act.REMOVE), _p(1, "dst", Act.WRITE, echoes=True)),
    "shutil.copytree": (_p(0, "src", Act.READ), _p(1, "dst", Act.FILL, echoes=True)),
    "shutil.unpack_archive": (_p(0, "filename", Act.READ), _p(1, "extract_dir", Act.FILL)),
    "shutil.make_archive": (_p(0, "base_name", Act.WRITE), _p(2, "root_dir", Act.READ)),
    "urllib.request.urlretrieve": (_p(1, "filename", Act.WRITE, echoes=True),),
    "urllib.urlretrieve": (_p(1, "filename", Act.WRITE, echoes=True),),
    "wget.download": (_p(1, "out", Act.WRITE, echoes=True),),
    "cv2.imread": (_p(0, "filename", Act.READ),),
    "cv2.imwrite": (_p(0, "filename", Act.WRITE),),
    "numpy.save": (_p(0, "file", Act.WRITE),),
    "numpy.load": (_p(0, "file", Act.READ),),
    "numpy.loadtxt": (_p(0, "fname", Act.READ),),
    "numpy.savetxt": (_p(0, "fname", Act.WRITE),),
    "joblib.dump": (_p(1, "filename", Act.WRITE, echoes=True),),
    "joblib.load": (_p(0, "filename", Act.READ),),
    "matplotlib.pyplot.savefig": (_p(0, "fname", Act.WRITE),),
    "matplotlib.pyplot.imread": (_p(0, "fname", Act.READ),),
    "PIL.Image.open": (_p(0, "fp", Act.READ),),
    "pandas.ExcelFile": (_p(0, "path_or_buffer", Act.READ),),
    "pandas.ExcelWriter": (_p(0, "path", Act.WRITE),),
    "openpyxl.load_workbook": (_p(0, "filename", Act.READ),),
    "pypdf.PdfReader": (_p(0, "stream", Act.READ),),
    "PyPDF2.PdfReader": (_p(0, "stream", Act.READ),),
    "PyPDF2.PdfFileReader": (_p(0, "stream", Act.READ),),
    "docx.Document": (_p(0, "docx", Act.READ),),
}
_PANDAS_READERS = ["csv", "excel", "json", "parquet", "pickle", "table", "feather", "xml", "html", "fwf", "orc"]
_FUNCTIONS |= {f"pandas.read_{kind}": (_p(0, "filepath_or_buffer path io", Act.READ),) for kind in _PANDAS_READERS}

_METHODS: dict[str, tuple[Parameter, ...]] = {
    **{
        f"to_{kind}": (_p(0, "path_or_buf path excel_writer path_or_buffer buf", Act.WRITE),)
        for kind in (*_PANDAS_READERS, "markdown", "latex", "string", "stata")
    },
    "savefig": (_p(0, "fname", Act.WRITE),),
    "extractall": (_p(0, "path", Act.FILL),),
    "write_image": (_p(0, "file", Act.WRITE),),
}
_STORES = re.compile(r"s3|bucket|client|obj", re.IGNORECASE)
_ARCHIVED = (_p(0, "filename name", Act.READ),)
_SAVES = ["save", "save_to_file", "output", "write_html", "save_model", "write_videofile", "write_audiofile", "export"]

PATH_METHODS = {
    "read_text": Act.READ,
    "read_bytes": Act.READ,
    "stat": Act.READ,
    "write_text": Act.WRITE,
    "write_bytes": Act.WRITE,
    "unlink": Act.REMOVE,
    "rmdir": Act.REMOVE,
    "exists": Act.EXISTS,
    "is_file": Act.EXISTS,
    "is_dir": Act.EXISTS,
    "mkdir": Act.MAKE,
    "iterdir": Act.LIST,
    "glob": Act.LIST,
    "rglob": Act.LIST,
}
"""What a `pathlib.Path`'s methods do with the file it names; `open` goes by its mode."""
JOINS = frozenset("os.path.join os.fspath os.path.abspath os.path.realpath os.path.normpath os.path.expanduser".split())
"""Functions that make a path of paths."""
REMOVES = re.compile(r"\b(?:remove|unlink|rmtree|rmdir|cleanup|clean_up|removedirs|rm)\b")
"""Words of code that clears files away."""
TEXT_METHODS = frozenset({"endswith", "startswith"})
TEXT_ATTRIBUTES = frozenset({"name", "suffix", "stem", "suffixes"})
"""Attributes of a `pathlib.Path` that keep nothing of its folder."""

_OPENERS = {
    "open": ("file",),
    "io.open": ("file",),
    "codecs.open": ("filename",),
    "gzip.open": ("filename",),
    "gzip.GzipFile": ("filename",),
    "bz2.open": ("filename",),
    "lzma.open": ("filename",),
    "tarfile.open": ("name",),
    "zipfile.ZipFile": ("file",),
}
_LAZY = frozenset(
    [
        "PIL.Image.open",
        "PyPDF2.PdfFileReader",
        "PyPDF2.PdfReader",
        "docx.Document",
        "openpyxl.load_workbook",
        "pandas.ExcelFile",
        "pypdf.PdfReader",
    ]
)
_EXTERNAL_SAVERS = frozenset(
    [
        "PIL",
        "PyPDF2",
        "cv2",
        "docx",
        "fpdf",
        "gtts",
        "matplotlib",
        "numpy",
        "openpyxl",
        "pandas",
        "plotly",
        "pptx",
        "qrcode",
    ]
)


def parameters(module: Module, call: ast.Call) -> tuple[Parameter, ...]:
    """The arguments of `call` that are known to be paths; () for a call that is not known."""
    canonical = module.canonical(call.func)
    if canonical in _FUNCTIONS:
        return _FUNCTIONS[canonical]
    if is_opener(module, call):
        acts = [opening_act(call, 1), Act.READ if _reads_back(call) else None]
        return tuple(Parameter(0, _OPENERS[canonical or "open"], act) for act in acts if act)
    if canonical or not isinstance(call.func, ast.Attribute) or module.definition(call.func) is not None:
        return ()
    return _by_method(module, call, call.func)


def reads_later(module: Module, call: ast.Call) -> bool:
    """Whether what the call gives goes back to the file by its name when it is used."""
    return module.canonical(call.func) in _LAZY


def is_opener(module: Module, call: ast.Call) -> bool:
    """Whether the call gives an open file."""
    is_builtin = isinstance(call.func, ast.Name) and call.func.id == "open" and module.owner(call.func) is None
    return is_builtin or module.canonical(call.func) in _OPENERS


def _by_method(module: Module, call: ast.Call, func: ast.Attribute) -> tuple[Parameter, ...]:
    name = func.attr
    if name == "download_file":
        # client.download_file(Bucket, Key, Filename), bucket.download_file(Key, Filename), object.download_file(…)
        given = len(call.args)
        position = {1: 0, 2: 1}.get(given, 2)
        return (Parameter(position, ("Filename",), Act.WRITE),)
    if name in ("write", "add") and _is_archive(module, func.value):
        # without a name of its own the member is called after the path
        named = len(call.args) > 1 or any(keyword.arg == "arcname" for keyword in call.keywords)
        return _ARCHIVED if named else ()
    if name == "upload_file":
        sure = len(call.args) + len(call.keywords) >= 3 or _STORES.search(ast.unparse(func.value)) is not None
        return (Parameter(0, ("Filename",), Act.READ, sure=sure),)
    if name in _SAVES:
        return (Parameter(0, ("fp", "filename", "name", "file"), Act.WRITE, sure=_is_known_saver(module, func.value)),)
    return _METHODS.get(name, ())


def _reads_back(call: ast.Call) -> bool:
    """Whether a file opened for writing may be read by the same object: "w+"."""
    values = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    modes = [value.value for value in values if isinstance(value, ast.Constant)]
    return any(isinstance(mode, str) and "+" in mode and mode.startswith(("w", "x")) for mode in modes)


def opening_act(call: ast.Call, position: int) -> Act | None:
    """What a file is opened for by the mode at `position`; None where the mode is not known."""
    mode = call.args[position] if len(call.args) > position else None
    mode = mode or next((keyword.value for keyword in call.keywords if keyword.arg == "mode"), None)
    if mode is None:
        return Act.READ
    if not isinstance(mode, ast.Constant) or not isinstance(mode.value, str):
        return None
    if mode.value.startswith("a"):
        return Act.APPEND
    return Act.WRITE if mode.value.startswith(("w", "x")) else Act.READ


def _bound_values(module: Module, expression: ast.expr) -> list[ast.expr]:
    """What a local name is bound to by assignments and `with … as`."""
    if not isinstance(expression, ast.Name):
        return []
    owner = module.owner(expression)
    found: list[ast.expr] = []
    for binding in owner.bindings[expression.id] if owner else ():
        match module.parent(binding.node):
            case ast.Assign(value=value) | ast.withitem(context_expr=value):
                found.append(value)
            case _:
                return []
    return found


def _is_archive(module: Module, receiver: ast.expr) -> bool:
    makers = ("zipfile.ZipFile", "tarfile.open", "tarfile.TarFile")
    values = _bound_values(module, receiver)
    return bool(values) and all(isinstance(v, ast.Call) and module.canonical(v.func) in makers for v in values)


def _is_known_saver(module: Module, receiver: ast.expr) -> bool:
    """Whether the object comes from a library whose `save` writes the file and is done with it."""
    values = _bound_values(module, receiver)
    return bool(values) and all(_library(module, value) in _EXTERNAL_SAVERS for value in values)


def _library(module: Module, value: ast.expr, depth: int = 0) -> str:
    while isinstance(value, ast.Call | ast.Attribute):
        canonical = module.canonical(value if isinstance(value, ast.Attribute) else value.func)
        if canonical:
            return canonical.partition(".")[0]
        value = value.value if isinstance(value, ast.Attribute) else value.func
    inner = _bound_values(module, value) if depth < 4 else []
    libraries = {_library(module, v, depth + 1) for v in inner if dotted(value) not in ast.unparse(v)}
    return libraries.pop() if len(libraries) == 1 else ""
