"""Paths within a project, POSIX and relative to its root ("" is the root itself)."""

from __future__ import annotations

from posixpath import join, normpath

ROOTED = "\0/"
"""Before a path that counts from the project's root, wherever it is used: `__file__`, Terraform's `path.module`."""


def within(folder: str, path: str) -> str | None:
    """`path` seen from `folder`, None where it leaves the project or cannot be told."""
    cleaned = path.replace("\\", "/")
    if cleaned.startswith(ROOTED):
        folder, cleaned = "", cleaned[len(ROOTED) :].lstrip("/") or "."
    if cleaned.startswith("/") or "${" in cleaned:
        return None
    found = normpath(join(folder, cleaned))
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found
