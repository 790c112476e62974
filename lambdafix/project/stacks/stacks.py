"""All stacks of a project, with the code that their functions run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname

from lambdafix.project.document import Block, DocumentError, read_documents
from lambdafix.project.paths import within
from lambdafix.project.stacks.stack import Resource, Stack


@dataclass(frozen=True, slots=True)
class Code:
    """What a function runs, as far as the project holds it."""

    paths: tuple[str, ...]
    """The handler's file, and those of the project that it imports, however indirectly."""
    imports: frozenset[str]
    """The modules of others that they import: "boto3", "torch.nn"."""
    calls: frozenset[str]
    """The last names of what they call: "put_metric_data"."""

    def uses(self, *modules: str) -> bool:
        """Whether one of `modules`, or a part of one, is imported."""
        return any(name == m or name.startswith(f"{m}.") for name in self.imports for m in modules)


@dataclass(frozen=True)
class Stacks:
    all: tuple[Stack, ...] = ()
    code: Mapping[tuple[str, str], Code] = field(default_factory=dict)
    """(template, function's name) -> its code, where that was found."""
    python: frozenset[tuple[str, str]] = frozenset()
    """(template, function's name) of those that run Python."""
    read: Callable[[str], bytes] = lambda path: b""
    """A file's bytes. Raises OSError."""

    def functions(self, stack: Stack) -> Iterator[Resource]:
        """The stack's functions in Python."""
        return (one for one in stack.functions if (stack.path, one.name) in self.python)

    def code_of(self, stack: Stack, function: Resource) -> Code | None:
        return self.code.get((stack.path, function.name))

    def document(self, beside: str, path: str) -> tuple[str, Block] | None:
        """The YAML or JSON file that a template names, and its path; None where it cannot be read."""
        found = within(dirname(beside), path)
        if not found:
            return None
        try:
            content = self.read(found).decode("utf-8-sig", "replace")
            documents = read_documents(content, is_json=content.lstrip().startswith("{"))
        except (OSError, DocumentError):
            return None
        return (found, documents[0]) if documents else None
