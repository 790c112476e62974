"""Sends what failed of a batch once more, and raises where it still fails."""

from __future__ import annotations

import re

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.sdk.batches import SendAgain
from lambdafix.knowledge.batches import BATCHES, Batch
from lambdafix.rewrite.patch import FilePatch, Patch

_TRIES = 5


def carry_out(plan: SendAgain, module: Module, patch: Patch) -> None:
    """Put the call into a loop that ends when nothing is left to send.

    Raises `Unlocatable` where the call shares its line.
    """
    file = patch.file(module.path)
    batch = BATCHES[plan.method]
    call = file.node(plan.call, cst.Call)
    given = next(argument for argument in call.args if argument.keyword and argument.keyword.value == batch.entries)
    pending = file.fresh_name("pending", f"pending_{batch.noun}")
    attempt = file.fresh_name("attempt", "attempt_number")
    pause = f"{file.ensure_import('time')}.sleep"
    sent = file.tree.module.code_for_node(call.with_deep_changes(given, value=cst.Name(pending)))
    sent = _on_one_line(sent)
    statement = file.statement(plan.statement)
    assign = cst.Assign([cst.AssignTarget(cst.Name(pending))], given.value.deep_clone())
    file.insert_before(statement, cst.SimpleStatementLine([assign]))
    lines = _sent_again(file, batch, sent, pending)
    bound = [pending, attempt, *(name for name in _BOUND if any(line.startswith(f"{name} =") for line in lines))]
    body = "\n    ".join(lines)
    loop = (
        f"for {attempt} in range({_TRIES}):\n    {body}\n    if not {pending}:\n        break\n"
        f"    {pause}(2**{attempt} / 10)\n"
        f"else:\n    raise RuntimeError({_told(plan.method, batch, pending)})"
    )
    file.replace(statement, file.parse_statement(loop))
    for name in bound:
        file.bind(plan.function, name)


_BOUND = ("failed", "results")


def _sent_again(file: FilePatch, batch: Batch, sent: str, pending: str) -> list[str]:
    if batch.again:
        return [f'{pending} = {sent}["{batch.failures[0]}"]']
    if batch.results:
        return [
            f'results = {sent}["{batch.results}"]',
            f'{pending} = [entry for entry, result in zip({pending}, results) if result.get("ErrorCode")]',
        ]
    return [
        f'failed = {{failure["Id"] for failure in {sent}.get("{batch.failures[0]}", [])}}',
        f'{pending} = [entry for entry in {pending} if entry["Id"] in failed]',
    ]


def _told(method: str, batch: Batch, pending: str) -> str:
    if batch.again:
        return f'"{method}: some {batch.noun} failed"'
    return f'f"{method}: {{len({pending})}} {batch.noun} failed"'


def _on_one_line(text: str) -> str:
    """A call laid out over several lines as one, where no comment or text stands in the way."""
    if any(mark in text for mark in ("#", "\\", '"""', "'''")):
        return text
    joined = re.sub(r",\s*\n\s*", ", ", text)
    return re.sub(r",?\s*\n\s*|, (?=\))", "", joined)
