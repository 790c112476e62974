"""The Task states of a stack's state machines that call Lambda, and whether a failed call is tried again.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lambdafix.project.document import Block, DocumentError, block, read_documents, sequence, text
from lambdafix.project.stacks import Absent, Given, Place, Resource, Setting, Stack, Stacks
from lambdafix.project.stacks.setting import Unknown

_KINDS = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
_MAX_DEPTH = 20
_HOLE = re.compile(r"\$\{([\w.]+)\}")


@dataclass(frozen=True, slots=True)
class Task:
    machine: str
    state: str
    place: Place


def untried(stacks: Stacks, stack: Stack) -> Iterator[Task]:
    """The calls of Lambda that nothing retries."""
    for machine in stack.of_kind(*_KINDS):
        definition = _definition(stacks, machine)
        if definition is not None:
            reader = _Machine(stacks, stack, machine, *definition)
            yield from reader.states(definition[0], 0, retried=False)


def _definition(stacks: Stacks, machine: Resource) -> tuple[Block, Place, bool] | None:
    """The states, where they stand, and whether their own rows count there."""
    inline = machine.get("Definition")
    if isinstance(inline, Given) and isinstance(inline.value, Block):
        return inline.value, inline.place, True
    written = machine.get("DefinitionString")
    if written.written:
        try:
            documents = read_documents(written.written, is_json=True)
        except DocumentError:
            return None
        return (documents[0], written.place, False) if documents else None
    named = machine.get("DefinitionUri").text
    found = stacks.document(machine.place.path, named) if named else None
    return (found[1], Place(found[0], 1), True) if found else None


@dataclass(frozen=True)
class _Machine:
    stacks: Stacks
    stack: Stack
    machine: Resource
    definition: Block
    place: Place
    has_rows: bool

    def states(self, container: Block, depth: int, *, retried: bool) -> Iterator[Task]:
        states = block(container.get("States"))
        for name, value in states.items() if depth < _MAX_DEPTH else ():
            state = block(value)
            kind = text(state.get("Type"))
            covered = retried or "Retry" in state
            if kind == "Task" and not covered and self.calls_lambda(state):
                yield Task(self.machine.name, name, self.at(states, name))
            elif kind == "Parallel":
                for branch in sequence(state.get("Branches")):
                    yield from self.states(block(branch), depth + 1, retried=covered)
            elif kind == "Map":
                for key in ("Iterator", "ItemProcessor"):
                    yield from self.states(block(state.get(key)), depth + 1, retried=covered)

    def at(self, states: Block, name: str) -> Place:
        if not self.has_rows:
            return self.place
        return Place(self.place.path, states.rows.get(name, 0), states.columns.get(name, 0))

    def calls_lambda(self, state: Block) -> bool:
        """Whether a Task calls a function that is, for all that is known, in Python."""
        resource = self.setting(state.get("Resource"))
        written = resource.written
        if "waitForTaskToken" in written:
            return False
        if "states:::lambda:invoke" in written:
            arguments = block(state.get("Parameters") or state.get("Arguments"))
            return self.is_ours(self.setting(arguments.get("FunctionName") or arguments.get("FunctionName.$")))
        if ":states:::" in written:
            return False
        called = self.called(resource)
        return self.is_ours(resource) if called or ":lambda:" in written or ":function:" in written else False

    def setting(self, value: object) -> Setting:
        if isinstance(value, str | Block):
            return self.stack.resolver.resolve(value, self.place)
        return Absent(self.place)

    def called(self, setting: Setting) -> Resource | None:
        """The function of this stack that a setting names, by itself or by one of the machine's substitutions."""
        if (hole := _HOLE.fullmatch(setting.written.strip())) is not None:
            replaced = self.machine.get("DefinitionSubstitutions", hole[1])
            if not isinstance(replaced, Absent | Unknown):
                setting = replaced
            return self.stack.at(setting) or self.stack.named(hole[1].partition(".")[0])
        found = self.stack.at(setting)
        return found if found is not None and found.is_function else None

    def is_ours(self, setting: Setting) -> bool:
        function = self.called(setting)
        if function is None:
            return any(True for one in self.stacks.functions(self.stack))
        return function in self.stacks.functions(self.stack)
