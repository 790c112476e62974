"""LMB303."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Related, files

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class HardCodedPath(Codemod[None]):
    """A file that is read under an absolute path which the deployment package does not carry.

    What it does
    ------------
    Finds reads, per request or at the import of a deployed file, of an absolute path that is neither in the
    package, a layer or a mounted file system nor part of the execution environment; and of a path outside `/tmp`
    that a command above it is to write.

    Why it is bad
    -------------
    The file is on the machine the code was written on. On Lambda it is missing, always, and each request fails or
    takes the branch for a file that was not found.

    Example
    -------
    ```python
    def read_file_content(path):
        try:
            with open(path) as file:
                return file.read()
        except FileNotFoundError:
            return "no such file"


    def handler(event, context):
        return read_file_content("/var/data/input.txt")
    ```

    Use instead
    -----------
    ```python
    import os


    def read_file_content(path):
        try:
            with open(path) as file:
                return file.read()
        except FileNotFoundError:
            return "no such file"


    def handler(event, context):
        return read_file_content(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "input.txt"))
    ```

    When the fix is safe
    --------------------
    Never: where the file shall come from is a decision. Put it into the package or a layer, read it from S3, or
    take its path as a parameter.

    When it is refused
    ------------------
    Always. No finding: `/tmp`, `/opt` and mounted file systems, what the execution environment brings, a question
    whether the file exists, functions that are container images, and paths that the same function writes.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/python-package.html
    - https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html
    """

    code = "LMB303"
    name = "hard-coded-path"
    evidence = re.compile(rb"[\"'](/|[A-Za-z]:[\\/])")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for found in files.outside_reads(module):
            assert found.refusal is not None, "a read is never repaired"
            told = "the deployment package does not carry" if not found.command else "no command can write on Lambda"
            yield Match.report(
                module.span(found.uses[0].node),
                f"reads {found.path}, which {told}",
                found.refusal,
                call_path=found.reach.call_path if found.reach is not None else (),
                related=(Related(module.path, found.command, "the command"),) if found.command else (),
            )
