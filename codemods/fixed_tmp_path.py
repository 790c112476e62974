"""LMB301."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Known, Match, Refusal, Related, files

if TYPE_CHECKING:
    import ast

    from lambdafix.codemod import Module


class FixedTmpPath(Codemod[files.OwnDirectory]):
    """A file under `/tmp` that every request writes under the same name.

    What it does
    ------------
    Finds files and folders under `/tmp` whose name is the same for every request, in functions that write them per
    request; and reads of such a name that nothing in the project writes.

    Why it is bad
    -------------
    A warm environment keeps `/tmp`: the next request meets the last one's file, reads it where its own write was
    skipped or failed, and sends one customer's data to another. `os.mkdir` fails on the second request. On Lambda
    Managed Instances several processes share one `/tmp` and write into the same file at the same time.

    Example
    -------
    ```python
    import json


    def handler(event, context):
        tmp_path = "/tmp/processing_output.json"
        with open(tmp_path, "w") as output:
            json.dump({"order": event["order"]}, output)
        with open(tmp_path) as output:
            return json.load(output)
    ```

    Use instead
    -----------
    ```python
    import json
    import tempfile


    def handler(event, context):
        with tempfile.TemporaryDirectory() as directory:
            tmp_path = f"{directory}/processing_output.json"
            with open(tmp_path, "w") as output:
                json.dump({"order": event["order"]}, output)
            with open(tmp_path) as output:
                return json.load(output)
    ```

    When the fix is safe
    --------------------
    Where everything the function does with the file is known, no other function uses it, and every way through
    writes it before it is read or uploaded. One folder serves all the function's files, from the first use to the
    last; their names stay. With `files = "request-id"` in the configuration the folder is named after the request
    and removed in a `finally`; that is unsafe where tests import the module, for they may pass no context. Unsafe,
    too: a way through that reads without having written, a method known by its name alone, code that lists `/tmp`,
    tests that name the file.

    When it is refused
    ------------------
    Where the path is returned, logged, stored, given to a command, a thread or code that is not known, or used as
    an object's key; where another function uses the same file, or nothing in this one reads it; where the path is a
    parameter's default, or in a name that means several; where the file is appended to, or read before it is written;
    in generators. No finding: a cache or model kept on purpose behind a question whether it exists, what the import
    prepared, and names of one request's own.

    A loop over all that lies in `/tmp` (`os.listdir("/tmp")`) is only reported, and only where the function does
    more with what it meets than show it or clear it away.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-python-runtime.html
    - https://docs.python.org/3/library/tempfile.html#tempfile.TemporaryDirectory
    """

    code = "LMB301"
    name = "fixed-tmp-path"
    remedy = "Keep the request's files in a folder of its own"
    evidence = re.compile(
        rb"/tmp\b|\bgettempdir\b|\bimport\b[^\n]*\b([A-Z][A-Z0-9_]{2,}|\w*(config|const|setting)\w*)\b"
    )

    def detect(self, module: Module) -> Iterator[Match[files.OwnDirectory]]:
        for scratch in files.scratches(module):
            movable = [verdict for verdict in scratch.fixed if verdict.refusal is None]
            if movable:
                along = [verdict for verdict in scratch.left if verdict.refusal is None]
                yield _match(module, scratch, movable, along)
            refused: dict[ast.expr, tuple[Refusal, list[files.ScratchFile]]] = {}
            for verdict in scratch.fixed:
                if verdict.refusal is not None:
                    refused.setdefault(_told(verdict.file).written, (verdict.refusal, []))[1].append(verdict.file)
            for refusal, alike in refused.values():
                yield _report(module, scratch, alike, refusal)
            for file in scratch.stale:
                refusal = Refusal(
                    "lambdafix knows no code that writes the file",
                    "write it first, under a name of the request's own, or leave it out",
                )
                yield _report(module, scratch, [file], refusal)
        for use, reach in files.gone_through(module):
            yield Match.report(
                module.span(use.node),
                "goes through all of /tmp: a warm environment also finds the files of earlier requests there",
                Refusal(
                    "which of them are this request's cannot be told",
                    "write them to a folder of its own with tempfile.TemporaryDirectory(), and go through that",
                ),
                call_path=reach.call_path,
            )


def _match(
    module: Module, scratch: files.Scratch, movable: list[files.Verdict], along: list[files.Verdict]
) -> Match[files.OwnDirectory]:
    verdicts = [*movable, *along]
    uses = [use for verdict in verdicts for use in verdict.file.uses]
    whole = any(verdict.needs_whole for verdict in verdicts)
    plan = files.own_directory(module, scratch.function, scratch.files, uses, whole=whole)
    if isinstance(plan, Refusal):
        return _report(module, scratch, [movable[0].file], plan)
    doubts = [doubt for verdict in verdicts for doubt in verdict.doubts]
    if plan.request_id and module.tests().importers:
        doubts.append("tests may call it without a context")
    first = movable[0].file
    names = " and ".join([verdict.file.name for verdict in movable[:2]]) + (" and others" if len(movable) > 2 else "")
    return Match.repair(
        module.span(first.writes[0].node),
        f"writes {names}: a warm environment, or another process of it, meets the same file",
        plan,
        answers=[Known(files.evidence(module, scratch, verdict)) for verdict in verdicts],
        doubts=doubts,
        call_path=scratch.reach.call_path,
        related=tuple(place for verdict in verdicts for place in _places(module, verdict.file)),
    )


def _report(
    module: Module, scratch: files.Scratch, found: list[files.ScratchFile], refusal: Refusal
) -> Match[files.OwnDirectory]:
    """Of files that one and the same call writes, or reads, by a path that may be any of them."""
    is_written = bool(found[0].writes)
    what = "writes" if is_written else "reads"
    end = "meets the same file" if is_written else "may find an earlier request's file there"
    return Match.report(
        module.span(_told(found[0]).node),
        f"{what} {' or '.join(file.name for file in found)}: a warm environment {end}",
        refusal,
        call_path=scratch.reach.call_path,
        related=[place for file in found for place in _places(module, file)],
    )


def _told(file: files.ScratchFile) -> files.FileUse:
    """The use that the finding stands at."""
    return file.writes[0] if file.writes else file.uses[0]


def _places(module: Module, file: files.ScratchFile) -> tuple[Related, ...]:
    rows = {use.path.anchor.lineno for use in file.uses if use.path.anchor is not None}
    return tuple(Related(module.path, row, f"names {file.name}") for row in sorted(rows))
