"""LMB706."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, runtime

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class UnpackagedImport(Codemod[None]):
    """An import of what neither the function's package nor the runtime has.

    What it does
    ------------
    Finds imports, in files that are deployed with a handler, of packages that are not in Python's standard library, the
    runtime (boto3 and what it needs), the function's folder, its layers, or what the project's requirements bring:
    requirements.txt with what it includes, pyproject.toml, Pipfile, setup.cfg, and the lock files of Pipenv, Poetry and
    uv. A function that no template declares is looked at only where its requirements stand beside it.

    Why it is bad
    -------------
    It works on the machine where the package happens to be installed. On Lambda the import fails, and with it every
    request: `Runtime.ImportModuleError: Unable to import module`.

    Example
    -------
    ```python
    import requests


    def handler(event, context):
        return requests.get("https://example.com/rates", timeout=5).json()
    ```

    Use instead
    -----------
    ```python
    import json
    from urllib.request import urlopen


    def handler(event, context):
        with urlopen("https://example.com/rates", timeout=5) as answer:
            return json.load(answer)
    ```

    When the fix is safe
    --------------------
    Never: which version is wanted is for you to say.

    When it is refused
    ------------------
    Always. Add the package to the requirements that are built with the function, put it into a layer, or do without.
    No finding: there are no requirements, or something in them cannot be told (a path, another repository, a dynamic
    list); a layer comes from elsewhere; the function is a container image or has a build of its own; a script installs
    the package; other requirements may bring it; a `try` or a condition is around the import; a file of the project has
    the name.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/python-package.html
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
    """

    code = "LMB706"
    name = "unpackaged-import"
    evidence = re.compile(rb"import")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        told: set[str] = set()
        for statement, top_level in sorted(_imports(module), key=lambda found: found[0].lineno):
            if top_level in told or top_level in sys.stdlib_module_names:
                continue
            told.add(top_level)
            if file := runtime.requirements_without(module, top_level):
                yield Match.report(
                    module.span(statement),
                    f"`{top_level}` is in neither the package nor the runtime: the import fails on Lambda",
                    Refusal(
                        "which version is wanted is for you to say",
                        f"add it to {file}, from which the function is built, or put it into a layer",
                    ),
                )


def _imports(module: Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    """Each import that nothing guards, with the name of the package."""
    for statement in module.every(ast.Import):
        if not _is_guarded(module, statement):
            for alias in statement.names:
                yield statement, alias.name.partition(".")[0]
    for source in module.every(ast.ImportFrom):
        if source.level == 0 and source.module and not _is_guarded(module, source):
            yield source, source.module.partition(".")[0]


def _is_guarded(module: Module, statement: ast.stmt) -> bool:
    if any(isinstance(above, ast.If | ast.Try | ast.TryStar | ast.With) for above in module.ancestors(statement)):
        return True
    return module.function(statement) is not None and module.reach(statement) is None
