"""boto3 objects that requests build anew: which of them every request could share, and how they are built once."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.syntax.scopes import BindingKind
from lambdafix.analysis.values.boto import (
    CACHED_DATA,
    CREDENTIALS,
    REGIONLESS,
    BotoKind,
    BotoObject,
    argument,
    boto_object,
    boto_value,
    bound_value,
    literal,
)
from lambdafix.analysis.values.inputs import runs_before
from lambdafix.analysis.values.origin import Source, trace
from lambdafix.analysis.values.passed import passed
from lambdafix.families.clients.circumstances import circumstances, files_on_the_way
from lambdafix.families.clients.construction import Construction, constructions, per_request
from lambdafix.families.clients.handling import Rules, uncertain
from lambdafix.families.clients.hoist import Hoist, hoist, is_patched, sensible_names, snake
from lambdafix.families.clients.lifetime import (
    Lifetime,
    is_written_by_callers,
    lifetime,
    project_reads,
    runs_in_threads,
    starts_threads,
)
from lambdafix.knowledge import offline
from lambdafix.match import Match
from lambdafix.model import Refusal

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

Built = Construction[BotoObject]
_SESSION_READS = frozenset({"client", "resource", "region_name", "available_profiles", "get_available_services"})


@remembered
def rebuilt_clients(module: Module) -> tuple[Match[Hoist], ...]:
    """A finding for each client, session, resource, and part of a nameless resource that requests build anew."""
    return _found(module, handles=False)


@remembered
def rebuilt_handles(module: Module) -> tuple[Match[Hoist], ...]:
    """A finding for each table, bucket, queue or topic that requests ask anew of a resource that has a name."""
    return _found(module, handles=True)


def _found(module: Module, *, handles: bool) -> tuple[Match[Hoist], ...]:
    found = [_match(module, c) for c in _outermost(module) if _is_handle(c.product) is handles]
    known = {construction.call for construction in _shared(module)}
    for call in module.every(ast.Call):
        product = boto_object(module, call) if call not in known else None
        if product is None or _is_handle(product) is not handles or module.runs_once(call):
            continue
        reach = module.reach(call)
        if reach is not None and (refusal := _given_constants(module, product)):
            message = f"the {product.noun} is built anew {per_request(reach)}"
            found.append(Match.report(module.span(call), message, refusal, call_path=reach.call_path))
    return tuple(found)


@remembered
def _shared(module: Module) -> tuple[Built, ...]:
    return tuple(c for c in constructions(module, boto_object) if _is_shared(module, c))


def _outermost(module: Module) -> Iterator[Built]:
    """The shared ones that no other takes along, and of which nothing is read that a longer life makes stale."""
    inside = {construction.product.base for construction in _shared(module)}
    for construction in _shared(module):
        stale = _reads_kept_data(module, construction, lifetime(module, construction))
        if construction.call not in inside and not stale and not _is_for_a_laptop(module, construction.call):
            yield construction


def _is_handle(product: BotoObject) -> bool:
    """Whether building it opens nothing: it is a part of a resource that has a name, and outlives it."""
    return product.kind is BotoKind.PART and isinstance(product.base, ast.Name)


def _is_for_a_laptop(module: Module, call: ast.Call) -> bool:
    """Whether a test lets only code that runs offline come there: `if os.environ.get("IS_OFFLINE"):`."""
    child: ast.AST = call
    for above in module.ancestors(call):
        if isinstance(above, ast.If | ast.IfExp) and not isinstance(above.test, ast.UnaryOp):
            body = above.body if isinstance(above.body, list) else [above.body]
            if child in body and offline.SAYS_OFFLINE.search(ast.unparse(above.test)):
                return True
        child = above
    return False


def _match(module: Module, construction: Built) -> Match[Hoist]:
    product, found = construction.product, _shared(module)
    life = lifetime(module, construction)
    around = circumstances(
        module,
        construction,
        library="boto3",
        needs_region=_needs_region(module, product),
        none_fails=product.kind is BotoKind.PART,
    )
    refusal = _obstacle(module, construction, life) or _obstacle_below(module, construction, found) or around.refusal
    message = f"the {product.noun} is built anew {per_request(construction.reach)}"
    span, call_path = module.span(construction.call), construction.reach.call_path
    if refusal is not None:
        return Match.report(span, message, refusal, call_path=call_path)
    lazy = around.lazy or _is_refused(module, product)
    way = hoist(module, construction, found, lazy=lazy, names=_names(module, construction), closes=life.closes)
    doubts = [*_doubts(module, construction, life), *_doubts_below(module, construction, found)]
    if is_patched(module, way.name):
        doubts.append(f"tests patch `{way.name}`")
    return Match.repair(span, message, way, answers=around.answers, doubts=doubts, call_path=call_path)


# --- what is the same by way of a parameter or a list


def _given_constants(module: Module, product: BotoObject) -> Refusal | None:
    """Why a client or resource is built of the same values in every request though names of the function give them."""
    arguments = [*product.call.args, *(keyword.value for keyword in product.call.keywords)]
    keywords = {keyword.arg for keyword in product.call.keywords}
    names = [node for argument in arguments for node in ast.walk(argument) if isinstance(node, ast.Name)]
    changing = [name for name in names if not trace(module, name).stable]
    is_plain = product.kind in (BotoKind.CLIENT, BotoKind.RESOURCE) and product.base is None
    if (
        not (is_plain or _is_lasting_handle(module, product))
        or not changing
        or keywords & {None, *CREDENTIALS}
        or not all(map(_is_name_alone, arguments))
    ):
        return None
    if all(_is_from_display(module, name) for name in changing):
        return Refusal("each round of the loop builds another one", "build them once, in a dictionary by that name")
    if all(_is_rebound_to_constant(module, name) for name in changing):
        return Refusal(
            f"`{changing[0].id}` is also what the function is given", "give the constant to it by a name of its own"
        )
    if all(_is_passed_constant(module, name) for name in changing):
        return Refusal(
            "its arguments come by way of a parameter, for which another call may give something else",
            "put `@functools.cache` on the function, where all it does is to build it",
        )
    return None


def _is_lasting_handle(module: Module, product: BotoObject) -> bool:
    """A table of a resource at module level."""
    base = product.base
    return isinstance(base, ast.Name) and _is_handle(product) and module.owner(base) is module.scopes.module


def _is_rebound_to_constant(module: Module, name: ast.Name) -> bool:
    """Whether a parameter was given another value first, the same in every request: `name = NAME`."""
    owner = module.owner(name)
    bindings = owner.bindings[name.id] if owner is not None else []
    if [binding.kind for binding in bindings] != [BindingKind.PARAMETER, BindingKind.ASSIGNMENT]:
        return False
    made = module.statement(bindings[1].node)
    plain = isinstance(made, ast.Assign) and made.targets == [bindings[1].node]
    if not plain or not isinstance(made, ast.Assign) or not trace(module, made.value).stable:
        return False
    return runs_before(module, made, module.statement(name))


def _is_name_alone(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant | ast.Name)


def _is_from_display(module: Module, name: ast.Name) -> bool:
    """`for region in ["eu-west-1", "us-east-1"]`"""
    owner = module.owner(name)
    loops = [module.parent(binding.node) for binding in owner.bindings[name.id]] if owner is not None else []
    return bool(loops) and all(
        isinstance(loop, ast.For)
        and isinstance(loop.iter, ast.List | ast.Tuple | ast.Set)
        and all(isinstance(item, ast.Constant) for item in loop.iter.elts)
        for loop in loops
    )


def _is_passed_constant(module: Module, name: ast.Name) -> bool:
    given = passed(module, name)
    return given is not None and trace(module, given.value).stable


# --- what is left alone


def _chain(module: Module, product: BotoObject) -> Iterator[BotoObject]:
    """The object and all it is built out of."""
    current: BotoObject | None = product
    while current is not None:
        yield current
        current = boto_value(module, current.base) if current.base is not None else None


def _is_shared(module: Module, construction: Built) -> bool:
    """Whether every request could have the same one: no credentials of its own, no profile inherited from a session."""
    for product in _chain(module, construction.product):
        keywords = {keyword.arg for keyword in product.call.keywords}
        given = keywords & CREDENTIALS
        if None in keywords or (given and not _are_settings(module, product.call)):
            return False
        if product.kind is BotoKind.SESSION and product.call.args:
            return False
        if "profile_name" in keywords and product is not construction.product:
            return False
    return True


def _are_settings(module: Module, call: ast.Call) -> bool:
    """Whether the credentials are a key of a configuration's own, which does not expire: `config.SECRET_KEY`."""
    given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg in CREDENTIALS}
    plain = all(isinstance(value, ast.Name | ast.Attribute) for value in given.values())
    origins = [trace(module, value) for value in given.values()]
    return (
        plain
        and "aws_session_token" not in given
        and all(origin.sources == {Source.CONFIGURATION} for origin in origins)
    )


def _reads_kept_data(module: Module, construction: Built, life: Lifetime) -> bool:
    """Whether the code looks at what a table or queue fetches once and keeps: it would see old numbers."""
    kept = CACHED_DATA.get((construction.product.service, construction.product.part), frozenset())
    read = {path.partition(".")[0] for path in life.paths}
    return bool(kept & read) or "reload" in read or "load" in read or any(p.startswith("meta.data") for p in life.paths)


# --- what is only reported


def _obstacle(module: Module, construction: Built, life: Lifetime) -> Refusal | None:
    product = construction.product
    if product.kind is BotoKind.SESSION and any(keyword.arg == "profile_name" for keyword in product.call.keywords):
        return Refusal(
            "it reads a named profile, which a Lambda function does not have", "take the function's own role"
        )
    if any("events" in path.split(".")[:2] for path in life.paths):
        return Refusal(
            "its event handlers are registered per request, and would pile up on one object",
            "register them where the object is built",
        )
    if where := _stubbing(module, construction):
        return Refusal(
            f"{where} puts a stub in the place of the service, and on a lasting object it would stay",
            "stub the client in a test",
        )
    if product.kind is not BotoKind.CLIENT and (
        life.to_thread or runs_in_threads(module, construction.reach.call_path)
    ):
        return Refusal(
            "another thread gets it, and only clients are thread-safe", "give each thread a client of its own"
        )
    if life.written or life.items_written or (life.escapes and is_written_by_callers(module, construction)):
        return Refusal("the code sets attributes on it", "set them where it is built")
    if life.closed_otherwise or life.entered:
        return Refusal(
            "it is closed, and lambdafix cannot tell how to take the closing out",
            "do not close it: let it live as long as the process",
        )
    if construction.is_global:
        return Refusal(
            "a global variable keeps it already, but each request assigns a new one",
            "build it where the variable is defined, or only while it is None",
        )
    return None


def _obstacle_below(module: Module, construction: Built, found: Sequence[Built]) -> Refusal | None:
    """What stands against building the session or resource once that this one is built out of, and takes along."""
    calls = [part.call for part in _chain(module, construction.product)]
    below = (other for other in found if other is not construction and other.call in calls)
    refusals = (_obstacle(module, other, lifetime(module, other)) for other in below)
    return next((refusal for refusal in refusals if refusal is not None), None)


# --- what keeps a fix from being safe


def _stubbing(module: Module, construction: Built) -> str:
    """A file on the way that has botocore's stubs; "" for none."""
    imports = module.program.files
    for path in sorted(files_on_the_way(module, construction.reach)):
        if any(f"{one.module}.{one.name}".startswith("botocore.stub") for one in imports[path].imports):
            return path
    return ""


def _doubts_below(module: Module, construction: Built, found: Sequence[Built]) -> Iterator[str]:
    """What is not certain of the session or resource that it takes along."""
    calls = [part.call for part in _chain(module, construction.product)]
    for other in found:
        if other is not construction and other.call in calls:
            yield from _handled(module, other)


def _handled(module: Module, construction: Built) -> Iterator[str]:
    nodes = construction.uses if construction.local else (construction.call,)
    return uncertain(module, nodes, _RULES[construction.product.kind])


_CLIENT = Rules(by_any_name=True)
_RULES = {
    BotoKind.CLIENT: _CLIENT,
    BotoKind.RESOURCE: Rules(),
    BotoKind.PART: Rules(),
    BotoKind.SESSION: Rules(parts={"client": _CLIENT, "resource": Rules()}),
}


def _doubts(module: Module, construction: Built, life: Lifetime) -> Iterator[str]:
    product = construction.product
    files = files_on_the_way(module, construction.reach)
    if product.kind is not BotoKind.CLIENT and starts_threads(module, files):
        yield "code that runs with it starts threads, and of boto3's objects only clients are thread-safe"
    elif starts_threads(module, files, ("multiprocessing",)):
        yield "code that runs with it starts processes, which would share its connections"
    if product.kind is BotoKind.SESSION and not {p.partition(".")[0] for p in life.paths} <= _SESSION_READS:
        yield "the code uses the session for more than making clients: what it changes on it reaches later requests"
    if any(map(functools.partial(_is_compared, module), construction.uses)):
        yield "it is compared with another object, which may then be the same one"
    yield from _handled(module, construction)
    if life.escapes:
        if project_reads(module, "meta.events"):
            yield (
                "it is passed to other code, and this project registers botocore event handlers, "
                "which would pile up on one lasting object"
            )
        kept = CACHED_DATA.get((product.service, product.part), frozenset())
        if seen := sorted(name for name in kept if project_reads(module, name)):
            yield (
                f"it is passed to other code, and this project reads `{seen[0]}`, "
                "which boto3 fetches once and then keeps"
            )
        if product.kind is BotoKind.SESSION:
            yield "the session is passed to other code, which may change it"


def _is_compared(module: Module, use: ast.expr) -> bool:
    """`client is last`; not `client is None`."""
    above = module.parent(use)
    if not isinstance(above, ast.Compare):
        return False
    return any(not isinstance(part, ast.Constant) for part in (above.left, *above.comparators) if part is not use)


def _needs_region(module: Module, product: BotoObject) -> bool:
    """Whether building it fails where no region is configured."""
    chain = list(_chain(module, product))
    if any(literal(module, _region(module, part)) for part in chain):
        return False
    if all(part.kind is BotoKind.SESSION or part.service in REGIONLESS for part in chain):
        return False
    return not any(
        module.function(call) is None and _fails_without_region(module, call) for call in module.every(ast.Call)
    )


def _fails_without_region(module: Module, call: ast.Call) -> bool:
    product = boto_object(module, call)
    return (
        product is not None
        and product.kind in (BotoKind.CLIENT, BotoKind.RESOURCE)
        and product.service not in REGIONLESS
        and _region(module, product) is None
    )


_REGION = re.compile(r"(?!-|\d+$)[A-Za-z0-9-]{1,63}(?<!-)")
_ENDPOINT = re.compile(r"https?://[^\s/]+")


def _is_refused(module: Module, product: BotoObject) -> bool:
    """Whether botocore raises for a literal that is no region or no URL, which must go on at the same place."""
    for part in _chain(module, product):
        region, endpoint = literal(module, _region(module, part)), literal(module, _endpoint(part))
        if (region and not _REGION.fullmatch(region)) or (endpoint and not _ENDPOINT.match(endpoint)):
            return True
    return False


def _endpoint(product: BotoObject) -> ast.expr | None:
    return argument(product.call, 5, "endpoint_url")


def _region(module: Module, product: BotoObject) -> ast.expr | None:
    position = 1 if product.kind in (BotoKind.CLIENT, BotoKind.RESOURCE) else 9
    return argument(product.call, position, "region_name")


# --- its name


_SAYS_NOTHING = frozenset(
    {"arn", "bucket", "name", "queue", "queue_url", "store", "table", "table_name", "topic", "url"}
)


def _names(module: Module, construction: Built) -> list[str]:
    product = construction.product
    match product.kind:
        case BotoKind.CLIENT:
            name, *_ = sensible_names(product.service, "client")
            alone = len(product.call.args) + len(product.call.keywords) == 1
            return [name, f"default_{name}" if alone else f"configured_{name}"]
        case BotoKind.RESOURCE:
            name = snake(product.service)
            return [name, f"{name}_resource"] if name else ["resource"]
        case BotoKind.SESSION:
            return ["session", "boto3_session"]
    noun = product.part.lower()
    identifier = (
        snake(_identifier(module, product.call)).removesuffix("_name").removesuffix("_arn").removesuffix("_url")
    )
    if not identifier or identifier == noun:
        return [noun, f"{snake(product.service)}_{noun}"]
    return [identifier if identifier.endswith(noun) else f"{identifier}_{noun}", noun]


def _identifier(module: Module, call: ast.Call) -> str:
    """What the code calls the thing it looks up: "orders", "ORDERS_TABLE"."""
    given = call.args[0] if call.args else call.keywords[0].value if call.keywords else None
    if text := literal(module, given):
        return text
    if isinstance(given, ast.Name) and given.id.lower() in _SAYS_NOTHING:
        given = bound_value(module, given) or given
    match given:
        case ast.Name(id=name) if name.lower() in _SAYS_NOTHING:
            return ""
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))) | ast.Call(args=[ast.Constant(value=str(name)), *_]):
            return name
    return ""
