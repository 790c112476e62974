"""What kind of thing an expression gives: one that never changes, one that others may change, or one nobody knows."""

from __future__ import annotations

import ast
import enum
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.nodes import inside
from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode
from lambdafix.analysis.values.variables import is_environment
from lambdafix.knowledge import purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


class Content(enum.IntEnum):
    """Ordered: what is made of several is as changeable as the most changeable of them."""

    FIXED = 0
    """Text, numbers, and what only says how something is to be built: nothing of it can change."""
    DATA = 1
    """Lists, dictionaries, sets: as they are for as long as nobody changes them."""
    INSTANCE = 2
    """An object of a class of the project."""
    OPAQUE = 3
    """What a call outside the project gave: its items and attributes may be others in each request."""


_FIXED_CALLS = (
    purity.BUILDING_CALLS
    | purity.ENVIRONMENT_READS
    | frozenset(
        """
        botocore.session.get_session getpass.getuser logging.getLogger os.cpu_count os.getcwd os.path.exists
        socket.gethostname tempfile.gettempdir
        """.split()
    )
)
_TEXT_METHODS = purity.TEXT_METHODS | {"hexdigest", "isoformat", "read", "read_text", "strftime"}
_DATA_CALLS = frozenset(
    """
    ast.literal_eval collections.Counter collections.OrderedDict collections.defaultdict collections.deque copy.copy
    copy.deepcopy csv.DictReader csv.reader itertools.chain json.load json.loads os.environ.copy os.listdir
    tomllib.load tomllib.loads urllib.parse.parse_qs urllib.parse.urlparse yaml.full_load yaml.load yaml.safe_load
    """.split()
)
_DATA_METHODS = frozenset(
    "copy fromkeys get items keys pop readlines rsplit setdefault split splitlines values".split()
)
_PLAIN_BASES = frozenset(
    """
    ABC Enum Generic IntEnum NamedTuple Protocol StrEnum TypedDict object BaseModel BaseSettings
    """.split()
)
_DEPTH = 8


def content(module: Module, expression: ast.expr, depth: int = 0) -> Content:
    """What `expression` gives. Anything that is not listed here is OPAQUE."""
    if depth > _DEPTH:
        return Content.OPAQUE
    match expression:
        case ast.Constant() | ast.JoinedStr() | ast.FormattedValue() | ast.Compare():
            return Content.FIXED
        case ast.Name():
            return _of_name(module, expression, depth)
        case ast.Attribute():
            return _of_attribute(module, expression, depth)
        case ast.Subscript(value=value):
            return Content.FIXED if is_environment(module, value) else content(module, value, depth + 1)
        case ast.Call():
            return _of_call(module, expression, depth)
        case ast.List() | ast.Set() | ast.Dict() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            return max(Content.DATA, _worst(module, _parts(expression), depth))
        case ast.GeneratorExp():
            return Content.OPAQUE
        case ast.Tuple() | ast.BinOp() | ast.UnaryOp() | ast.BoolOp() | ast.IfExp() | ast.Starred() | ast.NamedExpr():
            return _worst(module, _parts(expression), depth)
    return Content.OPAQUE


def _parts(expression: ast.expr) -> Iterator[ast.expr]:
    match expression:
        case ast.ListComp(elt=element) | ast.SetComp(elt=element):
            yield from (part for part in (element,) if not isinstance(part, ast.Name))
        case ast.DictComp(value=value):
            yield from (part for part in (value,) if not isinstance(part, ast.Name))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case _:
            yield from (child for child in ast.iter_child_nodes(expression) if isinstance(child, ast.expr))


def _worst(module: Module, parts: Iterable[ast.expr], depth: int) -> Content:
    return max((content(module, part, depth + 1) for part in parts), default=Content.FIXED)


# --- names


def _of_name(module: Module, name: ast.Name, depth: int) -> Content:
    owner = module.owner(name)
    if owner is None:
        return Content.FIXED if name.id in ("__name__", "__file__") else Content.OPAQUE
    values = []
    for binding in owner.bindings[name.id]:
        if binding.kind is BindingKind.IMPORT:
            values.append(_of_import(module, name, depth))
        elif binding.kind in (BindingKind.FUNCTION, BindingKind.CLASS):
            values.append(Content.INSTANCE)
        elif binding.kind is not BindingKind.ANNOTATION:
            values.append(_of_binding(module, binding.node, depth))
    return max(values, default=Content.OPAQUE)


def _of_binding(module: Module, node: ast.AST, depth: int) -> Content:
    match module.parent(node):
        case (
            ast.Assign(value=value)
            | ast.AnnAssign(value=ast.expr() as value)
            | ast.AugAssign(value=value)
            | ast.NamedExpr(value=value)
        ):
            return content(module, value, depth + 1)
        case ast.withitem(context_expr=value):
            opens = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "open"
            return Content.FIXED if opens else Content.OPAQUE
        case ast.Tuple() as targets:
            match module.parent(targets):
                case ast.Assign(value=ast.Tuple(elts=values)) if node in targets.elts and len(values) == len(
                    targets.elts
                ):
                    return content(module, values[targets.elts.index(node)], depth + 1)
                case ast.Assign(value=value):
                    return content(module, value, depth + 1)
    return Content.OPAQUE


def _of_import(module: Module, name: ast.Name, depth: int) -> Content:
    meant = module.definition(name)
    if meant is not None:
        return of_definition(module, meant, depth)
    return _of_external(module.canonical(name))


def of_definition(module: Module, meant: Definition, depth: int = 0) -> Content:
    """What a name of the project holds, in whatever file it is bound."""
    if meant.kind != "variable":
        return Content.INSTANCE
    other = module.other(meant.path)
    bindings = other.scopes.module.bindings.get(meant.qualname, ()) if other is not None else ()
    nodes = [binding.node for binding in bindings if binding.kind is not BindingKind.ANNOTATION]
    if other is None or not nodes:
        return Content.OPAQUE
    return max(_of_binding(other, node, depth + 1) for node in nodes)


def _of_external(dotted_name: str) -> Content:
    """A constant by its name, or something of the standard library's, boto3's or botocore's modules."""
    package, _, rest = dotted_name.partition(".")
    if not package:
        return Content.OPAQUE
    if package in sys.stdlib_module_names or package in ("boto3", "botocore"):
        return Content.FIXED
    *owners, last = rest.split(".")
    is_constant = last.isupper() and not any(part[:1].isupper() or part in _REQUEST_OBJECTS for part in owners)
    return Content.FIXED if is_constant or not rest else Content.OPAQUE


_REQUEST_OBJECTS = frozenset({"conf", "config", "current_app", "env", "g", "request", "session", "settings"})
"""What frameworks call objects whose attributes are looked up anew each time."""


def _of_attribute(module: Module, attribute: ast.Attribute, depth: int) -> Content:
    meant = module.definition(attribute)
    if meant is not None:
        return of_definition(module, meant, depth)
    if named := module.canonical(attribute):
        return _of_external(named)
    owner = module.definition(attribute.value)
    if owner is not None and owner.kind == "class":
        return _of_class_attribute(module, owner, attribute.attr, depth)
    return content(module, attribute.value, depth + 1)


def _of_class_attribute(module: Module, owner: Definition, name: str, depth: int) -> Content:
    """What the class, or its constructor, gives to the attribute; INSTANCE where neither says."""
    other = module.other(owner.path)
    found = []
    for node in other.every(ast.ClassDef) if other is not None else ():
        if other is not None and other.scopes.of_node[node].qualname == owner.qualname:
            values = [_value_given(part, name) for part in inside(node)]
            found += [content(other, value, depth + 1) for value in values if value is not None]
    return max(found, default=Content.INSTANCE)


def _value_given(node: ast.AST, name: str) -> ast.expr | None:
    """The value of `name = value` and `self.name = value`."""
    match node:
        case ast.Assign(targets=[ast.Name(id=given) | ast.Attribute(attr=given)], value=value) if given == name:
            return value
        case ast.AnnAssign(target=ast.Name(id=given) | ast.Attribute(attr=given), value=value) if given == name:
            return value
    return None


# --- calls


def _of_call(module: Module, call: ast.Call, depth: int) -> Content:
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    if isinstance(call.func, ast.Name) and module.owner(call.func) is None:
        if call.func.id in purity.FIXED_BUILTINS:
            return Content.FIXED
        if call.func.id in purity.DATA_BUILTINS:
            return max(Content.DATA, _worst(module, arguments, depth))
        return Content.FIXED if call.func.id == "open" else Content.OPAQUE
    named = module.canonical(call.func)
    if named in _FIXED_CALLS or named.partition(".")[0] == "boto3":
        return Content.FIXED
    if named in _DATA_CALLS:
        return Content.DATA
    if named:
        return Content.OPAQUE
    meant = module.definition(call.func)
    if meant is not None:
        return _of_project_call(module, meant, depth)
    if isinstance(call.func, ast.Attribute):
        return _of_method(module, call.func, depth)
    return Content.OPAQUE


def _of_method(module: Module, method: ast.Attribute, depth: int) -> Content:
    receiver = content(module, method.value, depth + 1)
    if receiver is Content.FIXED and method.attr in _TEXT_METHODS:
        return Content.FIXED
    if receiver <= Content.DATA and method.attr in _DATA_METHODS:
        return Content.DATA
    if receiver is Content.FIXED and _is_of_boto(module, method.value):
        return Content.DATA  # an answer of AWS
    return Content.OPAQUE


def _is_of_boto(module: Module, receiver: ast.expr) -> bool:
    from lambdafix.analysis.values.boto import boto_value

    return boto_value(module, receiver) is not None


def _of_project_call(module: Module, meant: Definition, depth: int) -> Content:
    if meant.kind == "class" and not meant.instance:
        bases = module.program.files[meant.path].classes.get(meant.qualname, ())
        return Content.INSTANCE if all(_is_plain(module, meant.path, base) for base in bases) else Content.OPAQUE
    other = module.other(meant.path)
    function = other.functions.get(meant.qualname) if other is not None and meant.kind == "function" else None
    if other is None or not isinstance(function, ast.FunctionDef):
        return Content.OPAQUE
    return _of_returns(other, function, depth)


def _is_plain(module: Module, path: str, base: str) -> bool:
    if base.rpartition(".")[2] in _PLAIN_BASES:
        return True
    meant = module.program.resolve(path, "", base)
    return isinstance(meant, Definition) and meant.kind == "class"


def _of_returns(module: Module, function: FunctionNode, depth: int) -> Content:
    """The most changeable of what the function may give; OPAQUE for a generator."""
    own = [node for node in inside(function) if module.function(node) is function]
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own):
        return Content.OPAQUE
    values = [node.value for node in own if isinstance(node, ast.Return) and node.value is not None]
    return _worst(module, values, depth)
