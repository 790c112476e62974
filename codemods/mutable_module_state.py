"""LMB101."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Related, state, syntax

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Program


class MutableModuleState(Codemod[state.Plan]):
    """A module-level list, dict or set that requests fill, so that a warm call also sees what earlier calls left in it.

    What it does
    ------------
    Follows every module-level container that code reached by a request changes in place, through branches, loops and
    calls, also in other files. It is a finding where a request may read it before it has emptied or rebound it.
    Caches (`if key not in cache: cache[key] = …`), tables that are only looked up in, and containers that every request
    starts by clearing are none.

    Why it is bad
    -------------
    Lambda imports the module once and then calls the handler many times in the same process. What a request appends is
    still there for the next one: results double, grow, or show one customer the data of another. It only happens when
    the environment is warm, so no test with a fresh process sees it.

    Example
    -------
    ```python
    import boto3

    s3 = boto3.client("s3")

    PREFIXES = ("invoice-", "receipt-")
    # names of the documents that are there
    found = []


    def handler(event, context):
        listing = s3.list_objects_v2(Bucket=event["bucket"])
        for item in listing.get("Contents", []):
            if item["Key"].startswith(PREFIXES):
                found.append(item["Key"])
        return len(found) == len(PREFIXES)
    ```

    Use instead
    -----------
    ```python
    import boto3

    s3 = boto3.client("s3")

    PREFIXES = ("invoice-", "receipt-")


    def handler(event, context):
        # names of the documents that are there
        found = []
        listing = s3.list_objects_v2(Bucket=event["bucket"])
        for item in listing.get("Contents", []):
            if item["Key"].startswith(PREFIXES):
                found.append(item["Key"])
        return len(found) == len(PREFIXES)
    ```

    When the fix is safe
    --------------------
    The container begins as a literal or an empty constructor, nothing changes it during the import, and every user is
    known. Where one handler holds all of them the definition moves into it. Otherwise each handler starts by giving it
    its first value again: by `global`, or in place where other modules hold the same object. A cold start is unchanged.
    What requests fill together, such as rows and their numbers, begins anew together, by one fix.

    When it is refused
    ------------------
    Where it seems to be meant to last: sets that recognise repeated messages, rate limits, state that is read before
    the request writes it. Where other state that lasts decides what is put there, the import changes it, tests use it,
    a default argument, a thread or an exit handler keeps it, or one handler calls another. Where what goes together
    with it cannot begin anew. A container in a class body, changed through `self`, and an object at module level that
    requests fill through its methods or by another name, are reported.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    """

    code = "LMB101"
    name = "mutable-module-state"
    remedy = "Give each request its own container"
    evidence = re.compile(
        rb"(?:^|\r)(?:\xef\xbb\xbf)?[\w\x80-\xff, \t()]+(?::[^=\n]+)?=[ \t]*(?:[\[({]|(?:[\w.]+\.)?"
        rb"(?:list|dict|set|defaultdict|OrderedDict|Counter|deque)\()"
        rb"|(?:^|\r)[\w\x80-\xff]+[ \t]*(?::[^=\n]+)?=[ \t]*[\w.]+\("
        rb"|\b(?:self|cls)\.[\w\x80-\xff]+(?:\.(?:append|add|extend|insert|update)\(|\[[^\]\r\n]*\][ \t]*=)",
        re.MULTILINE,
    )

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        # a file of names alone is changed by others
        return syntax.changes_lasting_state(facts) or not facts.functions or state.may_gather(facts)

    def detect(self, module: Module) -> Iterator[Match[state.Plan]]:
        for leftover in state.leftovers(module):
            if leftover.fault is state.Fault.CONTAINER:
                yield state.leftover_match(leftover, _message(leftover))
        for found in state.class_state(module):
            yield _class_match(module, found)
        for thing in state.object_state(module):
            yield _object_match(module, thing)
        for other in state.aliased(module):
            yield _alias_match(module, other)


def _message(leftover: state.Leftover) -> str:
    if leftover.is_kept:
        return f"`{leftover.name}` keeps in one process what belongs to all of them"
    return f"`{leftover.name}` is made once a process, so a warm call also sees what earlier requests put in it"


def _object_match(module: Module, found: state.ObjectState) -> Match[state.Plan]:
    change = found.changes[0]
    reach = change.module.reach(change.node)
    here = [access for access in found.changes if access.module.path == module.path]
    span = module.span(module.statement(here[0].node if here else found.definition))
    return Match.report(
        span,
        f"`{found.name}` is made once a process, so a warm call also sees what earlier requests put into it",
        Refusal(
            "lambdafix does not know how to make a fresh one",
            f"make `{found.name}` in the handler, and hand it on to the functions that fill it",
        ),
        call_path=reach.call_path if reach else (),
        related=[
            Related(module.path, found.definition.lineno, "bound here"),  # type: ignore[attr-defined]
            *(Related(a.module.path, a.row, "changed here") for a in found.changes),
            *(Related(a.module.path, a.row, "seen here") for a in found.reads),
        ],
    )


def _alias_match(module: Module, found: state.Aliased) -> Match[state.Plan]:
    reach = module.reach(found.change)
    return Match.report(
        module.span(module.statement(found.change)),
        f"`{found.alias}` is `{found.name}` itself, so a warm call also sees what earlier requests put in it",
        Refusal("a copy may have to be as deep as what is changed in it", f"work on a copy of `{found.name}`"),
        call_path=reach.call_path if reach else (),
        related=[Related(module.path, found.definition.lineno, "gets its other name here")],
    )


def _class_match(module: Module, found: state.ClassState) -> Match[state.Plan]:
    change = found.changes[0]
    reach = module.reach(change)
    places = [(found.definition.lineno, "bound here"), *((node.lineno, "seen here") for node in found.reads)]
    return Match.report(
        module.span(module.statement(change)),
        f"`{found.klass}.{found.attribute}` is one object for all instances, so a warm call also sees what earlier"
        " requests put in it",
        Refusal(
            "some instances may be meant to share it",
            f"assign `self.{found.attribute}` in `__init__`",
        ),
        call_path=reach.call_path if reach else (),
        related=[Related(module.path, row, text) for row, text in places],
    )
