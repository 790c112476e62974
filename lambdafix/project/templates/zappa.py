"""Zappa's zappa_settings.json: https://github.com/zappa/Zappa#advanced-settings"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from lambdafix.project.declared import DeclaredFunction, Variable
from lambdafix.project.document import Block, block, sequence, text


def functions(document: Block, path: str) -> Iterator[DeclaredFunction]:
    """What each stage deploys: the application's object, handlers, and functions called by events."""
    for stage, value in document.items():
        settings = block(value)
        environment = tuple(
            Variable(name, text(item))
            for key in ("environment_variables", "aws_environment_variables")
            for name, item in block(settings.get(key)).items()
        )
        seen = set()
        for handler, row, trigger in _named(settings):
            if handler in seen:
                continue
            seen.add(handler)
            yield DeclaredFunction(
                handler,
                path,
                row,
                "zappa",
                name=stage,
                folder=dirname(path),
                runtime=text(settings.get("runtime")) or "python",
                triggers=(trigger,) if trigger else (),
                environment=environment,
                memory=int(memory) if (memory := text(settings.get("memory_size"))).isdecimal() else None,
                timeout=int(timeout) if (timeout := text(settings.get("timeout_seconds"))).isdecimal() else None,
            )


def _named(settings: Block) -> Iterator[tuple[str, int, str]]:
    for key, trigger in (("app_function", "api"), ("lambda_handler", ""), ("exception_handler", "")):
        if handler := text(settings.get(key)):
            yield handler, settings.rows[key], trigger
    for event in sequence(settings.get("events")):
        called = sequence(block(event).get("functions")) or sequence(block(event).get("function"))
        source = text(block(block(event).get("event_source")).get("arn"))
        service = source.split(":")[2] if source.count(":") > 2 else "schedule"
        yield from ((text(handler), block(event).row, service) for handler in called if text(handler))
    authorizer = block(settings.get("authorizer"))
    if handler := text(authorizer.get("function")):
        yield handler, authorizer.rows["function"], "authorizer"
