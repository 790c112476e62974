"""Objects that requests build or open though one could serve them all: boto3, HTTP sessions, database connections."""

from lambdafix.families.clients.boto_rebuilt import rebuilt_clients, rebuilt_handles
from lambdafix.families.clients.circumstances import circumstances, files_on_the_way
from lambdafix.families.clients.connections import (
    CheckedGetter,
    Connection,
    as_named,
    checked_getter,
    closes_attribute,
    closes_parameter,
    closes_result,
    is_guarded,
    is_rebound,
    needs_session,
    opens_inside,
)
from lambdafix.families.clients.construction import Construction, Form, constructions, per_request
from lambdafix.families.clients.drivers import Leaving, opened
from lambdafix.families.clients.engines import PrePing, UncheckedEngine, unchecked_engines
from lambdafix.families.clients.handling import Rules, uncertain
from lambdafix.families.clients.hoist import Hoist, hoist, is_patched, sensible_names, snake
from lambdafix.families.clients.lifetime import (
    Lifetime,
    is_written_by_callers,
    lifetime,
    project_reads,
    project_touches,
    runs_in_threads,
    starts_threads,
)
from lambdafix.families.clients.reconnect import ImportedConnection, imported_connections

__all__ = [
    "CheckedGetter",
    "Connection",
    "Construction",
    "Form",
    "Hoist",
    "ImportedConnection",
    "Leaving",
    "Lifetime",
    "PrePing",
    "Rules",
    "UncheckedEngine",
    "as_named",
    "checked_getter",
    "circumstances",
    "closes_attribute",
    "closes_parameter",
    "closes_result",
    "constructions",
    "files_on_the_way",
    "hoist",
    "imported_connections",
    "is_guarded",
    "is_patched",
    "is_rebound",
    "is_written_by_callers",
    "lifetime",
    "needs_session",
    "opened",
    "opens_inside",
    "per_request",
    "project_reads",
    "project_touches",
    "rebuilt_clients",
    "rebuilt_handles",
    "runs_in_threads",
    "sensible_names",
    "snake",
    "starts_threads",
    "uncertain",
    "unchecked_engines",
]
