"""LMB302."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, files

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class WriteOutsideTmp(Codemod[files.OwnDirectory]):
    """A write to a place that Lambda's file system does not let a function write to.

    What it does
    ------------
    Finds files and folders that requests, or the import of a deployed file, write under a path outside `/tmp`, relative
    paths and the home folder included: a function starts in `/var/task`, where its package lies. So are databases of
    sqlite3 whose rows the file changes, log files, and what `nltk.download` fetches.

    Why it is bad
    -------------
    All but `/tmp` and mounted file systems is read-only. The write succeeds on a laptop and fails in production,
    with "Read-only file system", on every request.

    Example
    -------
    ```python
    import csv


    def handler(event, context):
        with open("/var/data/orders.csv", "w", newline="") as report:
            csv.writer(report).writerows(event["rows"])
        with open("/var/data/orders.csv") as report:
            return report.read()
    ```

    Use instead
    -----------
    ```python
    import csv
    import tempfile


    def handler(event, context):
        with tempfile.TemporaryDirectory() as directory:
            with open(f"{directory}/orders.csv", "w", newline="") as report:
                csv.writer(report).writerows(event["rows"])
            with open(f"{directory}/orders.csv") as report:
                return report.read()
    ```

    When the fix is safe
    --------------------
    Never: something that the project does not show may read that path. It is unsafe where one function does all
    that is done with the file, and writes it before it is read: the file then lies in a folder of the request's
    own.

    When it is refused
    ------------------
    Where nothing in the function reads the file, the path is returned, logged, stored or given to code that is not
    known, other functions use it or an object keeps it, and for folders, files that grow and what a library writes by
    itself. No finding: `/tmp`, `/mnt`, where Lambda mounts EFS, `/dev`; a write behind a question about where the code
    runs, or in a `try` that expects it to fail; relative paths in a program that changes its directory; the home folder
    of a program that says where it is.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem-efs.html
    """

    code = "LMB302"
    name = "write-outside-tmp"
    remedy = "Write the file under /tmp"
    evidence = re.compile(
        rb"\b(open|ZipFile|makedirs|mkdir|copy\w*|move|rename|replace|download_file|urlretrieve|write_text|write_bytes"
        rb"|savefig|imwrite|to_\w+|extractall|unpack_archive|make_archive|save|FileHandler|\w+FileHandler|basicConfig"
        rb"|connect|download)\b"
    )

    def detect(self, module: Module) -> Iterator[Match[files.OwnDirectory]]:
        for found in files.outside_writes(module):
            yield _match(module, found)


def _match(module: Module, found: files.OutsideFiles) -> Match[files.OwnDirectory]:
    answer = found.plan or found.refusal
    assert answer is not None, "there is a plan, or a reason why there is none"
    return Match.answered(
        module.span(found.uses[0].node),
        f"writes {found.path}, and nothing outside /tmp can be written on Lambda",
        answer,
        doubts=["something else may read that path"],
        call_path=found.reach.call_path if found.reach is not None else (),
    )
