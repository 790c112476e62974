"""Readiness: what a function's template says of failures, permissions, queues, logs and costs."""

from lambdafix.families.readiness.code import (
    checks_callers,
    logs,
    needs_no_network,
    reaches_database,
    structured_logs,
    writes_metrics,
)
from lambdafix.families.readiness.costs import Unlike, unlike_needs
from lambdafix.families.readiness.edits import property_set
from lambdafix.families.readiness.failures import keeps_failures
from lambdafix.families.readiness.latest import latest_uses
from lambdafix.families.readiness.machines import untried
from lambdafix.families.readiness.observed import ALARMED, LogGroup, alarmed, log_group
from lambdafix.families.readiness.permissions import open_permissions, open_urls, sweeping_grants
from lambdafix.families.readiness.runtimes import deprecated_since
from lambdafix.families.readiness.triggers import asynchronous, keeps_for_ever, queues

__all__ = [
    "ALARMED",
    "LogGroup",
    "Unlike",
    "alarmed",
    "asynchronous",
    "checks_callers",
    "deprecated_since",
    "keeps_failures",
    "keeps_for_ever",
    "latest_uses",
    "log_group",
    "logs",
    "needs_no_network",
    "open_permissions",
    "open_urls",
    "property_set",
    "queues",
    "reaches_database",
    "structured_logs",
    "sweeping_grants",
    "unlike_needs",
    "untried",
    "writes_metrics",
]
