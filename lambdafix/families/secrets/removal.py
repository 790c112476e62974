"""How a credential leaves the code: which literals of one value go, and where the value is read from instead."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.syntax.scopes import BindingKind
from lambdafix.analysis.values.variable import Action, describe
from lambdafix.families.secrets.literals import Secret, makes_connection, opens_connection, secrets_in
from lambdafix.families.secrets.naming import looked_up, name_of
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_BY_HAND = "rotate it, keep the new one in Secrets Manager or Parameter Store, and read it from there"
_OF_A_ROLE = Refusal(
    "the function's role gives its code credentials of AWS by itself",
    "delete this key, leave the arguments out, and allow in the role what it was for",
)
_HEADERS = "the token of an Authorization header"
_AWS = re.compile(r"(?i)aws_?(?:secret|access|session)")
_TEXT_OF_ITS_OWN = frozenset({"a password in a connection string", "a private key"})
"""Kinds that are the whole literal although it has blanks."""
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


@dataclass(frozen=True, slots=True)
class Removal(RewrittenApart):
    """Read one credential from the store that the configuration names, wherever its literal stood."""

    rewriting: ClassVar[str] = "lambdafix.families.secrets.removal_rewrite"

    words: tuple[str, ...]
    """What the code calls it, in lower case: ("db", "password")."""
    key: str
    """Its name in the store: "orders/db-password", "ORDERS_DB_PASSWORD"."""
    literals: tuple[tuple[Span, str], ...]
    """Literals that become a call of the getter where they stand, and the text that stays before it: "Bearer "."""
    reads: tuple[Span, ...]
    """Uses of names of the module that become one."""
    constants: tuple[Span, ...]
    """The assignments of those names, which go."""
    names: tuple[str, ...]
    look_ups: tuple[tuple[Span, str], ...]
    """Look-ups in the environment that lose the literal they fell back on, and the variable of each."""
    first_row: int
    """The first row that calls the getter during the import, 0 where none does."""
    is_kept: bool
    """The value is kept for some minutes, for requests ask for it; what connects asks anew each time."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One credential of a file, at each place where it stands."""

    secrets: tuple[Secret, ...]
    answer: Removal | Refusal

    @property
    def first(self) -> Secret:
        return self.secrets[0]


@dataclass(slots=True, eq=False)
class _Places:
    literals: list[tuple[ast.Constant, str]]
    reads: list[ast.AST]
    constants: list[ast.stmt]
    names: list[str]
    look_ups: list[tuple[ast.Call, str]]


@remembered
def credentials(module: Module) -> tuple[Found, ...]:
    """Every credential of the file: one for each value that literals of its own give, in their order."""
    by_span: dict[Span, list[Secret]] = {}
    for secret in secrets_in(module):
        by_span.setdefault(secret.span, []).append(secret)
    nodes = {module.span(node): node for node in module.every(ast.Constant)}
    alike: dict[str, list[tuple[Secret, ast.Constant]]] = {}
    alone: list[Found] = []
    for span, secrets in sorted(by_span.items()):
        node = nodes.get(span)
        refusal = _no_literal(module, secrets, node)
        if refusal is None and node is not None and isinstance(node.value, str):
            alike.setdefault(node.value, []).append((secrets[0], node))
        else:
            alone.append(Found((secrets[0],), refusal or Refusal("it is no text", _BY_HAND)))
    return (*alone, *_numbered(module, list(alike.values())))


def _numbered(module: Module, alike: list[list[tuple[Secret, ast.Constant]]]) -> Iterator[Found]:
    taken = {node.value for node in module.every(ast.Constant) if isinstance(node.value, str)}
    for group in alike:
        secrets = tuple(secret for secret, _ in group)
        words = next(filter(None, (_words(_name(module, secret, node)) for secret, node in group)), ("credential",))
        key = next(key for key in _keys(module, words) if key not in taken)
        taken.add(key)
        yield Found(secrets, _answer(module, group, words, key))


def _name(module: Module, secret: Secret, node: ast.Constant) -> str:
    if secret.kind == _HEADERS:
        return "token"
    return name_of(module, node) or secret.name or secret.kind.removeprefix("a ").removeprefix("an ")


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


def _keys(module: Module, words: tuple[str, ...]) -> Iterator[str]:
    """Names in the store: the file's, for several files may call theirs the same, and what the code calls it."""
    place = re.sub(r"[^\w./-]", "-", module.path.removesuffix(".py").removesuffix("/__init__"))
    for number in itertools.count(1):
        name = "-".join((*words, str(number)) if number > 1 else words)
        match module.config.secrets:
            case "environment":
                yield re.sub(r"\W", "_", f"{place}_{name}").upper()
            case "parameter-store":
                yield f"/{place}/{name}"
            case _:
                yield f"{place}/{name}"


def _no_literal(module: Module, secrets: Sequence[Secret], node: ast.Constant | None) -> Refusal | None:
    """Why what stands there is no literal that can go as a whole."""
    first = secrets[0]
    if first.kind.endswith("commented out,"):
        return Refusal("it is a comment", "rotate it, and delete the comment")
    if node is None or not isinstance(module.parent(node), ast.AST):
        return Refusal("it is a part of a computed text", _BY_HAND)
    if isinstance(module.parent(node), ast.JoinedStr):
        return Refusal("it is a part of a computed text", _BY_HAND)
    if isinstance(node.value, bytes):
        return Refusal("a store gives text, and this is bytes", _BY_HAND)
    text = str(node.value).strip()
    is_whole = all(secret.value == text for secret in secrets) or not re.search(r"\s", text)
    if not is_whole and not any(secret.kind in _TEXT_OF_ITS_OWN for secret in secrets) and not _scheme(first, node):
        return Refusal("it is a part of a longer text", _BY_HAND)
    if first.kind == "an AWS access key id" or _AWS.match(first.name):
        return _OF_A_ROLE
    return None


def _scheme(secret: Secret, node: ast.Constant) -> str:
    """What stands before the token in the value of an Authorization header: "Bearer "; "" for all else."""
    before = str(node.value).removesuffix(secret.value)
    return before if secret.kind == _HEADERS and re.fullmatch(r"[A-Za-z]+ ", before) else ""


def _answer(
    module: Module, group: Sequence[tuple[Secret, ast.Constant]], words: tuple[str, ...], key: str
) -> Removal | Refusal:
    places = _Places([], [], [], [], [])
    for secret, node in group:
        refusal = _sort(module, node, _scheme(secret, node), places)
        if refusal is not None:
            return refusal
    becoming = [*(node for node, _ in places.literals), *places.reads]
    at_import = [node for node in becoming if module.function(node) is None]
    asked = [node for node in becoming if node not in at_import]
    return Removal(
        words,
        key,
        tuple((module.span(node), before) for node, before in places.literals),
        tuple(map(module.span, places.reads)),
        tuple(map(module.span, places.constants)),
        tuple(places.names),
        tuple((module.span(call), name) for call, name in places.look_ups),
        min((module.statement(node).lineno for node in at_import), default=0),
        not all(_connects(module, node) for node in asked),
    )


def _sort(module: Module, node: ast.Constant, before: str, places: _Places) -> Refusal | None:
    """Put a literal, or what reads it by its name, among the places to change; or say why it must stay."""
    if (refusal := _fixed_place(module, node)) is not None:
        return refusal
    if (found := looked_up(module, node)) is not None:
        places.look_ups.append(found)
        return None
    match statement := module.parent(node):
        case ast.Assign(targets=[ast.Name(id=name)]) if module.parent(statement) is module.tree:
            reads = [] if before else _reads(module, name)
            if reads:
                places.constants.append(statement)
                places.names.append(name)
                places.reads += reads
                return None
    places.literals.append((node, before))
    return None


def _fixed_place(module: Module, node: ast.Constant) -> Refusal | None:
    """Why no call can stand in the place of a literal."""
    child: ast.AST = node
    for above in module.ancestors(node):
        match above:
            case ast.MatchValue():
                return Refusal("a pattern of `match` takes no call", "compare it in an `if`, with the value of a store")
            case ast.arguments():
                return Refusal("it is the default of a parameter", "let the default be None, and read it in the body")
            case ast.FunctionDef(decorator_list=decorators) | ast.ClassDef(decorator_list=decorators) if (
                child in decorators
            ):
                return Refusal("it is an argument of a decorator", _BY_HAND)
        child = above
    return None


def _reads(module: Module, name: str) -> list[ast.AST]:
    """All uses of a constant where functions of this file alone read it; none where it must stay a name."""
    variable = describe(module, name)
    if variable is None or len(variable.bindings) != 1 or variable.external or variable.star_importers:
        return []
    if variable.exported or any(use.function is None for use in variable.uses):
        return []
    if any(use.action in (Action.DELETE, Action.CAPTURE, Action.MUTATE) for use in variable.uses):
        return []
    return [use.node for use in variable.uses]


def _connects(module: Module, node: ast.AST) -> bool:
    assert isinstance(node, ast.expr)
    above = module.parent(node)
    name = above.arg or "" if isinstance(above, ast.keyword) else ""
    return makes_connection(module, node) or opens_connection(module, node, name)


@remembered
def clients_of(module: Module) -> dict[str, str]:
    """Service -> the name of a boto3 client of it that the import makes for good."""
    found = {}
    for statement in module.tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=func, args=[ast.Constant(value=str(service))], keywords=[]),
            ) if module.canonical(func) == "boto3.client":
                bound = module.scopes.module.bindings[name]
                if len(bound) == 1 and bound[0].kind is BindingKind.ASSIGNMENT:
                    found[service] = name
    return found
