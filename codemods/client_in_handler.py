"""LMB201."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, clients, syntax, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Program

Built = clients.Construction[values.BotoObject]


_MAKERS = frozenset({"client", "resource", "Table", "Bucket", "Queue", "Topic", "Session"})


class ClientInHandler(Codemod[clients.Hoist]):
    """A boto3 client, resource, table or session that every request builds anew.

    What it does
    ------------
    Finds boto3 clients, resources, sessions, and tables, buckets, queues and topics of a resource, that are built in
    code a request runs, from arguments that are the same for every request. It follows calls into other files and names
    the way. What is built from the event, a parameter, a loop variable or explicit credentials is left alone, and so
    are lazy getters and caches.

    Why it is bad
    -------------
    Building a client loads and interprets the service's description, resolves credentials, and opens a new TLS
    connection for its first call: 20 to 200 ms on a small function, in every request. Code outside the handler runs
    once an execution environment, and what it builds serves all its requests, with connections kept alive.

    Example
    -------
    ```python
    import json

    import boto3


    def handler(event, context):
        # all orders are in one table
        table = boto3.resource("dynamodb").Table("orders")
        found = table.get_item(Key={"id": event["id"]})
        return json.dumps(found.get("Item"), default=str)
    ```

    Use instead
    -----------
    ```python
    import json

    import boto3

    # all orders are in one table
    table = boto3.resource("dynamodb").Table("orders")


    def handler(event, context):
        found = table.get_item(Key={"id": event["id"]})
        return json.dumps(found.get("Item"), default=str)
    ```

    When the fix is safe
    --------------------
    Where nothing the construction depends on can differ between requests or be missing when the module is imported, and
    every user of the object is known. What stands in a branch goes into a getter that builds it when it is first needed
    (`functools.cache`).

    The fix is unsafe, and goes through such a getter, where tests replace boto3 or set its variables after the import
    (they must then call `cache_clear()`), where a region or an environment variable may be missing at the import, and
    in custom resources of CloudFormation. It is also unsafe where the way from the handler, or the handler itself, was
    guessed.

    When it is refused
    ------------------
    - a session with a profile, and clients of aioboto3, which belong to one event loop
    - a client whose event handlers the code registers per request: they would pile up
    - a resource or session that another thread gets: only clients are thread-safe
    - set-up inside a function that must come first (`os.environ["AWS_…"] =`, `setup_default_session`)
    - the import runs the code that builds it, above the set-up or the names that it must be built after
    - an object that is closed, or whose attributes are set, in a way that cannot be removed with it

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    - https://boto3.amazonaws.com/v1/documentation/api/latest/guide/clients.html
    - https://boto3.amazonaws.com/v1/documentation/api/latest/guide/resources.html
    """

    code = "LMB201"
    name = "client-in-handler"
    remedy = "Build it once, outside the handler"
    evidence = re.compile(rb"boto3|\.(?:client|resource|Table|Bucket|Queue|Topic)\b")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        renamed = any(one.name in _MAKERS and one.local != one.name for one in facts.imports)
        return renamed or syntax.calls_in_functions(facts, _MAKERS | _ASYNCHRONOUS)

    def detect(self, module: Module) -> Iterator[Match[clients.Hoist]]:
        found = [c for c in clients.constructions(module, values.boto_object) if _is_shared(module, c)]
        inside = {c.product.base for c in found}
        for construction in found:
            life = clients.lifetime(module, construction)
            if construction.call not in inside and not _reads_kept_data(module, construction, life):
                yield self._match(module, construction, found, life)
        yield from self._of_event_loops(module)

    def _match(
        self, module: Module, construction: Built, found: list[Built], life: clients.Lifetime
    ) -> Match[clients.Hoist]:
        product = construction.product
        around = clients.circumstances(
            module,
            construction,
            library="boto3",
            needs_region=_needs_region(module, product),
            none_fails=product.kind is values.BotoKind.PART,
        )
        refusal = (
            _obstacle(module, construction, life) or _obstacle_below(module, construction, found) or around.refusal
        )
        message = f"the {product.noun} is built anew {clients.per_request(construction.reach)}"
        span = module.span(construction.call)
        call_path = construction.reach.call_path
        if refusal is not None:
            return Match.report(span, message, refusal, call_path=call_path)
        way = clients.hoist(
            module, construction, found, lazy=around.lazy, names=_names(module, construction), closes=life.closes
        )
        doubts = list(_doubts(module, construction, life))
        if clients.is_patched(module, way.name):
            doubts.append(f"tests patch `{way.name}`")
        return Match.repair(span, message, way, answers=around.answers, doubts=doubts, call_path=call_path)

    def _of_event_loops(self, module: Module) -> Iterator[Match[clients.Hoist]]:
        for call in module.every(ast.Call):
            library, _, made = module.canonical(call.func).partition(".")
            if library not in ("aioboto3", "aiobotocore") or made.rpartition(".")[2] not in _ASYNCHRONOUS:
                continue
            reach = module.reach(call)
            if reach is not None and not module.runs_once(call):
                message = f"the {library} session is built anew {clients.per_request(reach)}"
                refusal = Refusal(
                    "what it opens belongs to one event loop", "keep one loop and one client for the whole process"
                )
                yield Match.report(module.span(call), message, refusal, call_path=reach.call_path)


_ASYNCHRONOUS = frozenset({"Session", "get_session", "AioSession", "client", "resource"})
_SESSION_READS = frozenset({"client", "resource", "region_name", "available_profiles", "get_available_services"})


# --- what is left alone


def _chain(module: Module, product: values.BotoObject) -> Iterator[values.BotoObject]:
    """The object and all it is built out of."""
    current: values.BotoObject | None = product
    while current is not None:
        yield current
        current = values.boto_value(module, current.base) if current.base is not None else None


def _is_shared(module: Module, construction: Built) -> bool:
    """Whether every request could have the same one: no credentials of its own, no profile inherited from a session."""
    for product in _chain(module, construction.product):
        keywords = {keyword.arg for keyword in product.call.keywords}
        if (
            None in keywords
            or keywords & values.CREDENTIALS
            or (product.kind is values.BotoKind.SESSION and product.call.args)
        ):
            return False
        if "profile_name" in keywords and product is not construction.product:
            return False
    return True


def _reads_kept_data(module: Module, construction: Built, life: clients.Lifetime) -> bool:
    """Whether the code looks at what a table or queue fetches once and keeps: it would see old numbers."""
    kept = values.CACHED_DATA.get((construction.product.service, construction.product.part), frozenset())
    read = {path.partition(".")[0] for path in life.paths}
    return bool(kept & read) or "reload" in read or "load" in read


# --- what is only reported


def _obstacle(module: Module, construction: Built, life: clients.Lifetime) -> Refusal | None:
    product = construction.product
    if product.kind is values.BotoKind.SESSION and any(
        keyword.arg == "profile_name" for keyword in product.call.keywords
    ):
        return Refusal(
            "it reads a named profile, which a Lambda function does not have", "take the function's own role"
        )
    if any("events" in path.split(".")[:2] for path in life.paths):
        return Refusal(
            "its event handlers are registered per request, and would pile up on one object",
            "register them where the object is built",
        )
    if product.kind is not values.BotoKind.CLIENT and (
        life.to_thread or clients.runs_in_threads(module, construction.reach.call_path)
    ):
        return Refusal(
            "another thread gets it, and only clients are thread-safe", "give each thread a client of its own"
        )
    if life.written or life.items_written or (life.escapes and clients.is_written_by_callers(module, construction)):
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


def _obstacle_below(module: Module, construction: Built, found: list[Built]) -> Refusal | None:
    """What stands against building the session or resource once that this one is built out of, and takes along."""
    calls = [part.call for part in _chain(module, construction.product)]
    below = (other for other in found if other is not construction and other.call in calls)
    refusals = (_obstacle(module, other, clients.lifetime(module, other)) for other in below)
    return next((refusal for refusal in refusals if refusal is not None), None)


# --- what keeps a fix from being safe


def _doubts(module: Module, construction: Built, life: clients.Lifetime) -> Iterator[str]:
    product = construction.product
    files = clients.files_on_the_way(module, construction.reach)
    if product.kind is not values.BotoKind.CLIENT and clients.starts_threads(module, files):
        yield "code that runs with it starts threads, and of boto3's objects only clients are thread-safe"
    elif clients.starts_threads(module, files, ("multiprocessing",)):
        yield "code that runs with it starts processes, which would share its connections"
    if product.kind is values.BotoKind.SESSION and not {p.partition(".")[0] for p in life.paths} <= _SESSION_READS:
        yield "the session is used for more than making clients"
    if any(map(functools.partial(_is_compared, module), construction.uses)):
        yield "it is compared with another object, which may then be the same one"
    if "meta" in life.paths:
        yield "its `meta` is passed to other code, which may register event handlers that pile up on one lasting object"
    if life.escapes:
        if clients.project_reads(module, "meta.events"):
            yield (
                "it is passed to other code, and this project registers botocore event handlers, "
                "which would pile up on one lasting object"
            )
        kept = values.CACHED_DATA.get((product.service, product.part), frozenset())
        if seen := sorted(name for name in kept if clients.project_reads(module, name)):
            yield (
                f"it is passed to other code, and this project reads `{seen[0]}`, "
                "which boto3 fetches once and then keeps"
            )
        if product.kind is values.BotoKind.SESSION:
            yield "the session is passed to other code, which may change it"


def _is_compared(module: Module, use: ast.expr) -> bool:
    """`client is last`; not `client is None`."""
    above = module.parent(use)
    if not isinstance(above, ast.Compare):
        return False
    return any(not isinstance(part, ast.Constant) for part in (above.left, *above.comparators) if part is not use)


def _needs_region(module: Module, product: values.BotoObject) -> bool:
    """Whether building it fails where no region is configured."""
    chain = list(_chain(module, product))
    if any(values.literal(module, _region(module, part)) for part in chain):
        return False
    if all(part.kind is values.BotoKind.SESSION or part.service in values.REGIONLESS for part in chain):
        return False
    return not any(
        module.function(call) is None and _fails_without_region(module, call) for call in module.every(ast.Call)
    )


def _fails_without_region(module: Module, call: ast.Call) -> bool:
    product = values.boto_object(module, call)
    return (
        product is not None
        and product.kind in (values.BotoKind.CLIENT, values.BotoKind.RESOURCE)
        and product.service not in values.REGIONLESS
        and _region(module, product) is None
    )


def _region(module: Module, product: values.BotoObject) -> ast.expr | None:
    position = 1 if product.kind in (values.BotoKind.CLIENT, values.BotoKind.RESOURCE) else 9
    return values.argument(product.call, position, "region_name")


# --- its name


def _names(module: Module, construction: Built) -> list[str]:
    product = construction.product
    match product.kind:
        case values.BotoKind.CLIENT:
            name, *_ = clients.sensible_names(product.service, "client")
            alone = len(product.call.args) + len(product.call.keywords) == 1
            return [name, f"default_{name}" if alone else f"configured_{name}"]
        case values.BotoKind.RESOURCE:
            name = clients.snake(product.service)
            return [name, f"{name}_resource"] if name else ["resource"]
        case values.BotoKind.SESSION:
            return ["session", "boto3_session"]
    noun = product.part.lower()
    identifier = (
        clients.snake(_identifier(module, product.call)).removesuffix("_name").removesuffix("_arn").removesuffix("_url")
    )
    if not identifier or identifier == noun:
        return [noun, f"{clients.snake(product.service)}_{noun}"]
    return [identifier if identifier.endswith(noun) else f"{identifier}_{noun}", noun]


def _identifier(module: Module, call: ast.Call) -> str:
    """What the code calls the thing it looks up: "orders", "ORDERS_TABLE"."""
    given = call.args[0] if call.args else call.keywords[0].value if call.keywords else None
    if text := values.literal(module, given):
        return text
    match given:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))) | ast.Call(args=[ast.Constant(value=str(name)), *_]):
            return name
    return ""
