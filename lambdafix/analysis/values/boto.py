"""boto3 objects: what a call builds, for which service, and out of which other object.

The kinds and sub-resources are those of boto3's guide, "Resources" and "Session". Which services make a client without
a region was found by making one of each with botocore 1.40: those with one global endpoint, and s3 and sts.
"""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import BindingKind, ScopeKind

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


class BotoKind(enum.Enum):
    CLIENT = "client"
    RESOURCE = "resource"
    SESSION = "session"
    PART = "part of a resource"
    """What a resource gives for an identifier: `dynamodb.Table("x")`, `s3.Bucket("x")`."""


@dataclass(frozen=True, slots=True)
class BotoObject:
    call: ast.Call
    kind: BotoKind
    service: str = ""
    """ "s3"; "" for a session, or where the service's name is no constant."""
    part: str = ""
    """ "Table" """
    base: ast.expr | None = None
    """The session or resource it is built out of; None where it is boto3's default session."""

    @property
    def noun(self) -> str:
        """What a sentence calls it: "the boto3 s3 client", "the DynamoDB Table"."""
        match self.kind:
            case BotoKind.SESSION:
                return "boto3 session"
            case BotoKind.PART:
                return f"{self.service} {self.part}"
        return f"boto3 {self.service} {self.kind.value}".replace("  ", " ")


_DEPTH = 8
"""Names that stand for what is built out of others; one may be built out of itself."""
_SESSIONS = frozenset({"boto3.Session", "boto3.session.Session"})
_MAKERS = {"boto3.client": BotoKind.CLIENT, "boto3.resource": BotoKind.RESOURCE}
_METHODS = {"client": BotoKind.CLIENT, "resource": BotoKind.RESOURCE}

_TABLE_DESCRIPTION = """
    archival_summary attribute_definitions billing_mode_summary creation_date_time deletion_protection_enabled
    global_secondary_indexes global_table_version item_count key_schema latest_stream_arn latest_stream_label
    local_secondary_indexes on_demand_throughput provisioned_throughput replicas restore_summary sse_description
    stream_specification table_arn table_class_summary table_id table_size_bytes table_status warm_throughput
"""
CACHED_DATA: dict[tuple[str, str], frozenset[str]] = {
    ("dynamodb", "Table"): frozenset(_TABLE_DESCRIPTION.split()),
    ("s3", "Bucket"): frozenset({"creation_date"}),
    ("sqs", "Queue"): frozenset({"attributes"}),
    ("sns", "Topic"): frozenset({"attributes"}),
}
"""(service, sub-resource) -> attributes that are fetched on first use and then kept: a longer life makes them stale."""

CREDENTIALS = frozenset({"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_account_id"})

_REGIONLESS = """
    account billingconductor budgets ce cloudfront health iam importexport networkmanager organizations route53 s3
    savingsplans shield sts support waf
"""
REGIONLESS = frozenset(_REGIONLESS.split())
"""Services whose client can be made where no region is configured."""


def boto_object(module: Module, call: ast.Call, depth: int = 0) -> BotoObject | None:
    """What `call` builds, if it is certain to build a boto3 session, client, resource or known part of a resource."""
    canonical = module.canonical(call.func)
    if canonical in _SESSIONS:
        return BotoObject(call, BotoKind.SESSION)
    if canonical in _MAKERS:
        return BotoObject(call, _MAKERS[canonical], _service(module, call))
    if canonical or not isinstance(call.func, ast.Attribute):
        return None
    name, receiver = call.func.attr, call.func.value
    if name not in _METHODS and not any(name == part for _, part in CACHED_DATA):
        return None
    base = boto_value(module, receiver, depth + 1)
    if base is None:
        return None
    if base.kind is BotoKind.SESSION and name in _METHODS:
        return BotoObject(call, _METHODS[name], _service(module, call), base=receiver)
    if base.kind is BotoKind.RESOURCE and (base.service, name) in CACHED_DATA:
        return BotoObject(call, BotoKind.PART, base.service, name, receiver)
    return None


def boto_value(module: Module, expression: ast.expr, depth: int = 0) -> BotoObject | None:
    """The boto3 object that `expression` holds: a call that builds one, or a name bound once, to such a call."""
    if isinstance(expression, ast.Call):
        return boto_object(module, expression, depth)
    if not isinstance(expression, ast.Name) or depth > _DEPTH:
        return None
    value = bound_value(module, expression)
    return boto_object(module, value, depth) if isinstance(value, ast.Call) else None


def bound_value(module: Module, name: ast.Name) -> ast.expr | None:
    """What the one plain assignment to `name` assigns; None where it has several bindings or another kind of one."""
    owner = module.owner(name)
    bindings = owner.bindings[name.id] if owner else []
    if owner is None or len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
        return None
    if owner.kind is ScopeKind.MODULE and bindings[0].written_in is not owner:
        return None
    statement = module.parent(bindings[0].node)
    if isinstance(statement, ast.Assign) and bindings[0].node in statement.targets:
        return statement.value
    if isinstance(statement, ast.AnnAssign):
        return statement.value
    return None


def argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """The argument given at `position` or as `keyword`."""
    if len(call.args) > position:
        return call.args[position]
    return next((k.value for k in call.keywords if k.arg == keyword), None)


def literal(module: Module, expression: ast.expr | None) -> str:
    """The string that `expression` is, by way of a name bound once to it or not; "" where it is none."""
    if isinstance(expression, ast.Name):
        expression = bound_value(module, expression)
    return expression.value if isinstance(expression, ast.Constant) and isinstance(expression.value, str) else ""


def _service(module: Module, call: ast.Call) -> str:
    return literal(module, argument(call, 0, "service_name"))
