"""LMB103."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Related, Span, state, syntax

if TYPE_CHECKING:
    from lambdafix.codemod import FilePatch, Module, ModuleFacts, Patch, Program


_COMMENT = re.compile(r"\s*#")
_LASTS = re.compile(
    r"(?i)\b(?:persist|surviv|last|kept|keep|remain|shared?|retain|reuse|across|between)\w*\b[^.;]*"
    r"\b(?:invocations?|requests|calls|executions?|warm|containers?|environments?)\b"
)


@dataclass(frozen=True, slots=True)
class Shared:
    """One item of a DynamoDB table takes the counter's place."""

    name: str
    definition: Span
    change: Span
    function: Span
    scope: str
    amount: int
    table: str
    key: str
    read: bool
    """The function reads the number it counted to."""

    def carry_out(self, module: Module, patch: Patch) -> None:
        file = patch.file(module.path)
        boto3 = file.ensure_import("boto3")
        table = file.fresh_name("counters", "counter_table")
        file.add_to_module(f"{table} = {boto3}.resource({file.quote('dynamodb')}).Table({file.quote(self.table)})")
        statement, update = file.statement(self.change), self._update(table, file)
        file.undeclare(file.function(self.function), self.name)
        file.unbind("", self.name)
        if self.read:
            response = file.fresh_name("response", "counted")
            file.insert_before(statement, f"{response} = {update}")
            file.replace(statement, file.parse_statement(f'{self.name} = int({response}["Attributes"]["count"])'))
            file.bind(self.scope, response)
            file.bind(self.scope, self.name)
        else:
            file.replace(statement, file.parse_statement(update))
        file.remove(file.statement(self.definition))

    def _update(self, table: str, file: FilePatch) -> str:
        lines = (
            f"{table}.update_item(",
            f'    Key={{"{self.key}": {file.quote(self.name)}}},',
            '    UpdateExpression="ADD #count :amount",',
            '    ExpressionAttributeNames={"#count": "count"},',
            f'    ExpressionAttributeValues={{":amount": {self.amount}}},',
            '    ReturnValues="UPDATED_NEW",' if self.read else "",
            ")",
        )
        return "\n".join(line for line in lines if line)


Plan = state.Plan | Shared


class InMemoryCounter(Codemod[Plan]):
    """A number at module scope that requests count up.

    What it does
    ------------
    Finds `count += 1` under `global`, `counts[key] += 1` and `Statistics.count += 1`, in code that a request reaches,
    where the number was not set by the same request first.

    Why it is bad
    -------------
    Each execution environment has a number of its own, and loses it when Lambda replaces the environment. As a count of
    requests it is wrong as soon as two run at once; as a total of one request it is wrong in every warm call.

    Example
    -------
    ```python
    failed = 0


    def handler(event, context):
        global failed
        for record in event["Records"]:
            if not record["body"]:
                failed += 1
        return {"failed": failed}
    ```

    Use instead
    -----------
    ```python
    def handler(event, context):
        failed = 0
        for record in event["Records"]:
            if not record["body"]:
                failed += 1
        return {"failed": failed}
    ```

    A number whose comment says that it lasts between invocations is left alone: whoever wrote it knows.

    When the fix is safe
    --------------------
    Never. A number that adds up within one request, in a loop, and is read after, begins anew for each request; whoever
    wanted a total over all requests has to say so. A number that counts requests moves into an item of the table that
    `counter-table` names in the configuration, by an atomic `ADD`.

    When it is refused
    ------------------
    A number that counts requests needs a place that all environments share. It is only reported where no table is
    configured, or where it is counted or read in more than one function.

    References
    ----------
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.AtomicCounters
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    """

    code = "LMB103"
    name = "in-memory-counter"
    remedy = "Start the total anew for each request, or count in DynamoDB"
    evidence = re.compile(rb"\+|-=")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return syntax.changes_lasting_state(facts)

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for leftover in state.leftovers(module):
            if leftover.fault is not state.Fault.COUNTER or _is_meant(module, leftover):
                continue
            found = state.leftover_match(leftover, _message(leftover))
            alone = not (leftover.tally or leftover.together or leftover.apart)
            shared = _shared(module, leftover) if alone else None
            if shared is None:
                yield found
                continue
            needs = f"it needs a table `{shared.table}` with the key `{shared.key}`, and the right to update it"
            yield Match.repair(
                found.span, found.message, shared, doubts=[needs], call_path=found.call_path, related=found.related
            )
        for number in state.class_numbers(module):
            yield _of_class(module, number)


def _is_meant(module: Module, leftover: state.Leftover) -> bool:
    """Whether a comment at the definition of a number that adds up nothing of one request says that it lasts."""
    statement = state.definition(module, leftover.variable)
    if statement is None or leftover.tally:
        return False
    rows = [module.source.line(row) for row in range(statement.lineno, 0, -1)]
    above = takewhile(_COMMENT.match, rows[1:])
    return bool(_LASTS.search(" ".join([*reversed([*above]), rows[0].partition("#")[2]])))


def _of_class(module: Module, found: state.ClassNumber) -> Match[Plan]:
    reach = module.reach(found.changes[0])
    return Match.report(
        module.span(found.changes[0]),
        f"`{found.klass}.{found.attribute}` counts per execution environment, not per function",
        Refusal(
            "each execution environment counts for itself and starts anew when it is replaced",
            "count with an atomic `ADD` in DynamoDB, or with a CloudWatch metric",
        ),
        call_path=reach.call_path if reach else (),
        related=[Related(module.path, found.definition.lineno, "bound here")],
    )


def _message(leftover: state.Leftover) -> str:
    if leftover.tally:
        return f"`{leftover.name}` goes on from the last request's total in a warm call"
    return f"`{leftover.name}` counts per execution environment, not per function"


def _shared(module: Module, leftover: state.Leftover) -> Shared | None:
    """The plan to count in the configured table: one function counts, in one place, and reads it only after."""
    table, statement = module.config.counter_table, state.definition(module, leftover.variable)
    change = leftover.changes[0]
    if not table or statement is None or len(leftover.changes) != 1 or change.augmented is None:
        return None
    value, amount = statement.value, change.augmented
    plain = isinstance(value, ast.Constant) and value.value == 0 and isinstance(amount.target, ast.Name)
    if not plain or not isinstance(amount.op, ast.Add) or change.function is None:
        return None
    if not isinstance(amount.value, ast.Constant) or type(amount.value.value) is not int:
        return None
    if module.block(amount) is not change.function.body or leftover.variable.external:
        return None
    others = [a for a in leftover.accesses if a is not change and module.statement(a.node) is not statement]
    if any(a.function is not change.function or a.changes or a.row <= change.row for a in others):
        return None
    key = next((known.partition for known in module.config.tables if known.table == table), "counterId")
    return Shared(
        leftover.name,
        module.span(statement),
        module.span(amount),
        module.span(change.function),
        module.qualname(change.function),
        amount.value.value,
        table,
        key,
        bool(others),
    )
