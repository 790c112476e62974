"""LMB203."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, clients

if TYPE_CHECKING:
    from lambdafix.codemod import Module


@dataclass(frozen=True, slots=True)
class Kind:
    """What one library's object is like."""

    noun: str
    names: tuple[str, ...]
    """Sensible names at module level."""
    keeps_cookies: bool = True
    """A cookie set by one response is sent with the next request."""
    thread_safe: bool = True


_REQUESTS = Kind("requests session", ("session", "http_session"), thread_safe=False)
_HTTPX = Kind("httpx client", ("http_client", "httpx_client"))
_URLLIB3 = Kind("urllib3 pool", ("http", "http_pool"), keeps_cookies=False)

_NO_COOKIES = False
_OPENAI = Kind("OpenAI client", ("openai_client",), _NO_COOKIES)
_ANTHROPIC = Kind("Anthropic client", ("anthropic_client",), _NO_COOKIES)
_SLACK = Kind("Slack client", ("slack_client",), _NO_COOKIES)
_TWILIO = Kind("Twilio client", ("twilio_client",), thread_safe=False)
_STRIPE = Kind("Stripe client", ("stripe_client",), _NO_COOKIES)
_ALGOLIA = Kind("Algolia client", ("algolia_client",), thread_safe=False)

KINDS = {
    "openai.OpenAI": _OPENAI,
    "openai.AzureOpenAI": _OPENAI,
    "anthropic.Anthropic": _ANTHROPIC,
    "anthropic.AnthropicBedrock": _ANTHROPIC,
    "slack_sdk.WebClient": _SLACK,
    "slack_sdk.web.WebClient": _SLACK,
    "twilio.rest.Client": _TWILIO,
    "stripe.StripeClient": _STRIPE,
    "algoliasearch.search_client.SearchClient.create": _ALGOLIA,
    "algoliasearch.search.client.SearchClientSync": _ALGOLIA,
    "requests.Session": _REQUESTS,
    "requests.session": _REQUESTS,
    "requests.sessions.Session": _REQUESTS,
    "httpx.Client": _HTTPX,
    "urllib3.PoolManager": _URLLIB3,
    "urllib3.poolmanager.PoolManager": _URLLIB3,
}


@dataclass(frozen=True, slots=True)
class HttpObject:
    call: ast.Call
    kind: Kind
    base: ast.expr | None = None

    @property
    def noun(self) -> str:
        return self.kind.noun


Built = clients.Construction[HttpObject]


class HttpSessionInHandler(Codemod[clients.Hoist]):
    """An HTTP session or connection pool that every request builds anew.

    What it does
    ------------
    Finds `requests.Session`, `httpx.Client` and `urllib3.PoolManager`, and the clients of OpenAI, Anthropic, Slack,
    Twilio, Stripe and Algolia, built in code a request runs, from arguments that are the same for every request.

    Why it is bad
    -------------
    A session's purpose is to keep connections open. One that lives for a single request opens and closes a TLS
    connection each time, two or three round trips before the first byte, where a session outside the handler has it
    open already.

    Example
    -------
    ```python
    import json

    import urllib3


    def handler(event, context):
        http = urllib3.PoolManager()
        pool = http.connection_from_url("https://hooks.example/notify")
        return json.dumps({"host": pool.host, "order": event["order"]})
    ```

    Use instead
    -----------
    ```python
    import json

    import urllib3

    http = urllib3.PoolManager()


    def handler(event, context):
        pool = http.connection_from_url("https://hooks.example/notify")
        return json.dumps({"host": pool.host, "order": event["order"]})
    ```

    When the fix is safe
    --------------------
    For a pool of urllib3, which keeps connections and nothing else, where everything that builds and uses it is known:
    nothing is closed or set on it, nor on the pools of one host that it gives.

    For requests and httpx it is unsafe: a cookie that a server sets while it serves one request would be sent with the
    next, even where the code itself touches no cookie. Look whether the servers you call set any. So it is for the
    clients of services: a key that is changed reaches only new environments.

    When it is refused
    ------------------
    - headers, authentication, cookies, parameters or adapters are set on it after it was built
    - it is handed to another thread, and is a session of requests
    - it is closed, and lambdafix cannot tell how to take the closing out

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    - https://requests.readthedocs.io/en/latest/user/advanced/#session-objects
    - https://www.python-httpx.org/advanced/clients/
    - https://urllib3.readthedocs.io/en/stable/user-guide.html
    """

    code = "LMB203"
    name = "http-session-in-handler"
    remedy = "Build it once, outside the handler"
    evidence = re.compile(rb"(?:[Ss]ession|Client\w*|PoolManager|OpenAI|Anthropic\w*|Client\.create)\s*\(")

    def detect(self, module: Module) -> Iterator[Match[clients.Hoist]]:
        found = list(clients.constructions(module, _http_object))
        for construction in found:
            yield self._match(module, construction, found)

    def _match(self, module: Module, construction: Built, found: list[Built]) -> Match[clients.Hoist]:
        kind = construction.product.kind
        library = module.canonical(construction.call.func).partition(".")[0]
        life = clients.lifetime(module, construction)
        around = clients.circumstances(module, construction, library=library)
        refusal = _obstacle(module, construction, life) or around.refusal
        span = module.span(construction.call)
        message = f"the {kind.noun} is built anew {clients.per_request(construction.reach)}"
        call_path = construction.reach.call_path
        if refusal is not None:
            return Match.report(span, message, refusal, call_path=call_path)
        way = clients.hoist(module, construction, found, lazy=around.lazy, names=kind.names, closes=life.closes)
        doubts: list[str] = []
        if clients.starts_threads(module, clients.files_on_the_way(module, construction.reach), ("multiprocessing",)):
            doubts.append("code that runs with it starts processes, which would share its connections")
        if any(_is_handed_outside(module, use) for use in construction.uses):
            doubts.append("it is handed to code outside the project, which may set its headers")
        if library == "urllib3":
            nodes = construction.uses if construction.local else (construction.call,)
            doubts += clients.uncertain(module, nodes, _POOLS)
        if kind.keeps_cookies:
            doubts.insert(0, "a cookie that a server sets in one request would be sent with the next")
        if library not in ("requests", "httpx", "urllib3"):
            doubts.append("its key is read once, and a new one only by new environments")
        return Match.repair(span, message, way, answers=around.answers, doubts=doubts, call_path=call_path)


_KEPT = (
    "headers",
    "auth",
    "cookies",
    "params",
    "verify",
    "cert",
    "proxies",
    "hooks",
    "mount",
    "adapters",
    "event_hooks",
)
"""What a session keeps for all its requests, and code may set on it."""


_REQUESTS_OF_POOLS = frozenset({"request", "request_encode_body", "request_encode_url", "urlopen"})
_ONE_POOL = clients.Rules(_REQUESTS_OF_POOLS | {"host", "port", "scheme"}, is_closed=True)
_FROM_POOLS = ("host", "url", "context", "pool_key")
_POOLS = clients.Rules(
    _REQUESTS_OF_POOLS,
    {f"connection_from_{name}": _ONE_POOL for name in _FROM_POOLS},
    frozenset({"connection_pool_kw"}),
)
"""What is done with a pool manager and with the pools of a host that it gives, and leaves them as they were."""


def _http_object(module: Module, call: ast.Call) -> HttpObject | None:
    kind = KINDS.get(module.canonical(call.func))
    if kind is None or any(keyword.arg in (None, "cookies", "auth") for keyword in call.keywords):
        return None
    return HttpObject(call, kind)


def _is_handed_outside(module: Module, use: ast.Name) -> bool:
    above = module.parent(use)
    call = module.parent(above) if isinstance(above, ast.keyword) else above
    return isinstance(call, ast.Call) and call.func is not use and module.definition(call.func) is None


def _entered_by_callers(module: Module, construction: Built) -> bool:
    """`with make_client() as client:`: a cached factory would give the next caller a client that is closed."""
    maker = (module.path, module.qualname(construction.function))
    opened = (item.context_expr for statement in module.every(ast.With) for item in statement.items)
    meant = (module.definition(call.func) for call in opened if isinstance(call, ast.Call))
    return any(definition is not None and (definition.path, definition.qualname) == maker for definition in meant)


def _obstacle(module: Module, construction: Built, life: clients.Lifetime) -> Refusal | None:
    touched = {path.partition(".")[0] for path in (*life.paths, *life.written, *life.items_written)}
    kept = sorted(name for name in _KEPT if name in touched or (life.escapes and clients.project_touches(module, name)))
    if kept:
        return Refusal(
            f"its `{kept[0]}` may be set per request, and one request's would be sent with the next",
            "pass them to each call, and build the session outside the handler",
        )
    if life.written or life.items_written or (life.escapes and clients.is_written_by_callers(module, construction)):
        return Refusal("the code sets attributes on it", "set them where it is built")
    if not construction.product.kind.thread_safe and (
        life.to_thread or clients.runs_in_threads(module, construction.reach.call_path)
    ):
        return Refusal("another thread gets it, and it is not thread-safe", "give each thread a session of its own")
    if construction.product.kind.keeps_cookies and _entered_by_callers(module, construction):
        return Refusal("what it is returned to closes it", "do not close it: let it live as long as the process")
    if life.closed_otherwise or life.entered:
        return Refusal(
            "it is closed, and lambdafix cannot tell how to take the closing out",
            "do not close it: let it live as long as the process",
        )
    if construction.is_global:
        return Refusal("a global variable keeps it already, but each request assigns a new one", "build it once")
    if construction.form is clients.Form.EXPRESSION and isinstance(construction.statement, ast.With | ast.AsyncWith):
        return Refusal("a with statement closes it together with other things", "take it out of the with statement")
    return None
