"""Chalice's .chalice/config.json: https://aws.github.io/chalice/topics/configfile"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from lambdafix.project.declared import DeclaredFunction, Variable
from lambdafix.project.document import Block, block, text
from lambdafix.project.templates.values import number


def functions(document: Block, path: str) -> Iterator[DeclaredFunction]:
    """The application's object, `app` of app.py, which every stage deploys."""
    if "app_name" not in document:
        return
    stages = block(document.get("stages"))
    variables: dict[str, str] = {}
    for settings in (document, *(block(stage) for stage in stages.values())):
        for name, value in block(settings.get("environment_variables")).items():
            variables.setdefault(name, text(value))
    yield DeclaredFunction(
        handler="app.app",
        template=path,
        row=document.rows["app_name"],
        how="chalice",
        name=text(document.get("app_name")),
        folder=dirname(dirname(path)),
        runtime="python",
        environment=tuple(Variable(name, value) for name, value in variables.items()),
        memory=number(text(document.get("lambda_memory_size"))),
        timeout=number(text(document.get("lambda_timeout"))),
    )
