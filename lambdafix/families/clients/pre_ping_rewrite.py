"""Has an engine ask whether a connection lives before it gives it out."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.clients.engines import PrePing
from lambdafix.rewrite.patch import Patch


def carry_out(plan: PrePing, module: Module, patch: Patch) -> None:
    """Record in `patch` what `plan` says."""
    file = patch.file(module.path)
    file.add_keywords(file.node(plan.call, cst.Call), plan.keywords)
