"""LMB304."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Known, Match, Related, files

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class TmpNotRemoved(Codemod[files.OwnDirectory]):
    """A file of one request's own under `/tmp` that stays there.

    What it does
    ------------
    Finds files under `/tmp` that are named after the request, a uuid or something of the event, and what
    `tempfile.mkdtemp()`, `mkstemp()` and `NamedTemporaryFile(delete=False)` make, where some way out of the function
    leaves them behind.

    Why it is bad
    -------------
    `/tmp` lives as long as the environment does, and is 512 MB unless configured. Each request adds a file, until
    one of them fails with "No space left on device"; and customers' data lie about longer than they need to.

    Example
    -------
    ```python
    import json


    def handler(event, context):
        path = f"/tmp/{context.aws_request_id}.json"
        with open(path, "w") as output:
            json.dump(event, output)
        with open(path) as output:
            return len(output.read())
    ```

    Use instead
    -----------
    ```python
    import json
    import tempfile


    def handler(event, context):
        with tempfile.TemporaryDirectory() as directory:
            path = f"{directory}/{context.aws_request_id}.json"
            with open(path, "w") as output:
                json.dump(event, output)
            with open(path) as output:
                return len(output.read())
    ```

    When the fix is safe
    --------------------
    Where everything the function does with the file is known and every way through writes it before it is read.
    The file moves into a folder that goes with the request, under its own name. With `files = "request-id"` in the
    configuration the folder is named after the request and removed in a `finally`.

    When it is refused
    ------------------
    Where the path is logged, names an object or is part of the answer, where no code reads the file, and for what
    `tempfile` makes: it has context managers that tidy up. No finding: the path is returned or given to code that is
    not known, which may remove it; every way out removes it; the code tidies `/tmp` up; a file that is looked for
    before it is written, which is a cache. Where LMB301 runs and repairs a fixed name in the same function, it moves
    both.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
    - https://docs.python.org/3/library/tempfile.html#tempfile.TemporaryDirectory
    """

    code = "LMB304"
    name = "tmp-not-removed"
    remedy = "Keep the request's files in a folder that goes with it"
    yields_to = ("LMB301",)
    evidence = re.compile(rb"/tmp|gettempdir|mkdtemp|mkstemp|NamedTemporaryFile")

    def detect(self, module: Module) -> Iterator[Match[files.OwnDirectory]]:
        for scratch in files.scratches(module):
            if scratch.left:
                yield _match(module, scratch)


def _match(module: Module, scratch: files.Scratch) -> Match[files.OwnDirectory]:
    verdicts = [verdict for verdict in scratch.left if verdict.refusal is None] or list(scratch.left[:1])
    uses = [use for verdict in verdicts for use in verdict.file.uses]
    refusal = verdicts[0].refusal
    plan = refusal or files.own_directory(
        module,
        scratch.function,
        scratch.files,
        uses,
        whole=any(verdict.needs_whole for verdict in verdicts),
    )
    doubts = [doubt for verdict in verdicts for doubt in verdict.doubts]
    if isinstance(plan, files.OwnDirectory) and plan.request_id and module.tests().importers:
        doubts.append("tests may call it without a context")
    first = verdicts[0].file
    rows = {use.path.anchor.lineno for use in uses if use.path.anchor is not None}
    return Match.answered(
        module.span((first.writes or first.uses)[0].node),
        f"leaves {first.label} behind: /tmp fills up while the environment is warm",
        plan,
        answers=[Known(files.evidence(module, scratch, verdict)) for verdict in verdicts],
        doubts=doubts,
        call_path=scratch.reach.call_path,
        related=[Related(module.path, row, "names the file") for row in sorted(rows)],
    )
