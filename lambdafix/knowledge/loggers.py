"""Logging: what loggers are called, and what is called on them."""

from __future__ import annotations

NAMES = frozenset({"logger", "logging", "log", "LOGGER", "LOG", "_logger", "_log"})
METHODS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
"""They look at what they are given, and keep nothing of it."""
