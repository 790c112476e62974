"""Writes the answer that tells which records failed, and lets the template ask for it."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.events.failed_records import IDENTIFIERS, Going, TellFailures
from lambdafix.model import Span
from lambdafix.rewrite import splice
from lambdafix.rewrite.patch import FilePatch, Patch

_PARTIAL = "ReportBatchItemFailures"
_UTILITIES = "aws_lambda_powertools.utilities"
_KINDS = {
    IDENTIFIERS["sqs"]: "SQS",
    IDENTIFIERS["kinesis"]: "KinesisDataStreams",
    IDENTIFIERS["dynamodb"]: "DynamoDBStreams",
}


def carry_out(plan: TellFailures, module: Module, patch: Patch) -> None:
    """Raises `Unlocatable` where a statement shares its line, `CannotRewriteError` where the template cannot be set."""
    if plan.moved is not None:
        _let_processor(plan, module, patch.file(module.path))
    elif plan.loop is not None:
        _Answer(plan, patch.file(module.path)).write()
    for source in plan.sources:
        template = patch.source(source.template)
        keys = (*source.keys, source.setting)
        is_list = source.setting == "FunctionResponseTypes"
        patch.splice(splice.append(template, keys, _PARTIAL) if is_list else splice.set_value(template, keys, _PARTIAL))


def _let_processor(plan: TellFailures, module: Module, file: FilePatch) -> None:
    """Serve a record in a function of its own, which the batch processor of Powertools calls."""
    assert plan.loop is not None
    assert plan.moved is not None
    loop = file.node(plan.loop, cst.For)
    serve = file.fresh_name("serve_record", "record_handler")
    processor = file.fresh_name("processor", "batch_processor")
    if plan.going is Going.FAILING:
        made = f"{_of_batch(module, file, 'SqsFifoPartialProcessor')}()"
    else:
        kind = f"{_of_batch(module, file, 'EventType')}.{_KINDS[plan.key]}"
        made = f"{_of_batch(module, file, 'BatchProcessor')}(event_type={kind})"
    process = _of_batch(module, file, "process_partial_response")
    event, context = plan.parameters
    definition = file.parse_statement(f"def {serve}({plan.record}):\n    pass")
    assert isinstance(definition, cst.FunctionDef)
    file.add_to_module(f"{processor} = {made}")
    file.add_to_module(definition.with_changes(body=loop.body.deep_clone()))
    given = f"event={event}, record_handler={serve}, processor={processor}, context={context}"
    file.replace(loop, file.parse_statement(f"return {process}({given})"))
    if plan.answer is not None:
        file.remove(file.statement(plan.answer))
    for name in {*plan.moved, plan.record}:
        file.unbind(plan.function, name)
        file.bind(serve, name)


def _of_batch(module: Module, file: FilePatch, name: str) -> str:
    """`batch.BatchProcessor`, or `BatchProcessor` where the file imports what it has of the module by its names."""
    imports = module.program.files[module.path].imports
    if any(one.module == f"{_UTILITIES}.batch" and one.name for one in imports):
        return file.ensure_import(f"{_UTILITIES}.batch", name)
    return f"{file.ensure_import(_UTILITIES, 'batch')}.{name}"


class _Answer:
    def __init__(self, plan: TellFailures, file: FilePatch) -> None:
        self._plan = plan
        self._file = file
        self._failures = file.fresh_name("failures", "failed_records")
        self._identifier = f"{plan.record}{plan.key}".replace('"', file.quote("")[0])
        self._quoted = file.quote("itemIdentifier")
        self._failed = f"{self._failures}.append({{{self._quoted}: {self._identifier}}})"

    def write(self) -> None:
        plan, file = self._plan, self._file
        assert plan.loop is not None
        assert plan.first is not None
        assert plan.last is not None
        loop, first, last = (file.statement(span) for span in (plan.loop, plan.first, plan.last))
        if plan.going is not Going.STOP:
            file.insert_before(loop, f"{self._failures} = []")
            file.bind(plan.function, self._failures)
        if plan.going is Going.FAILING:
            file.insert_before(first, f"if {self._failures}:\n    {self._failed}\n    continue")
        for span in plan.passing:
            self._note(span)
        if not plan.passing:
            file.wrap(first, last, "try:", f"except Exception:\n    {self._log()}\n    {self._told()}")
        self._end()

    def _log(self) -> str:
        logger = self._plan.logger or self._file.ensure_import("logging")
        return f"{logger}.exception({self._file.quote('record %s failed')}, {self._identifier})"

    def _told(self) -> str:
        if not self._stops:
            return self._failed
        return f"return {self._answer(f'[{{{self._quoted}: {self._identifier}}}]')}"

    @property
    def _stops(self) -> bool:
        return self._plan.going is Going.STOP

    def _note(self, span: Span) -> None:
        """Tell of the record where its error is passed over."""
        file = self._file
        statement = file.statement(span)
        code = file.code(statement).strip()
        if code == "pass":
            file.replace(statement, file.parse_statement(self._failed))
        elif code == "continue":
            file.insert_before(statement, self._failed)
        else:
            file.insert_after(statement, self._failed)

    def _answer(self, failures: str) -> str:
        return f"{{{self._file.quote('batchItemFailures')}: {failures}}}"

    def _end(self) -> None:
        plan, file = self._plan, self._file
        answer = f"return {self._answer('[]' if self._stops else self._failures)}"
        if plan.answer is not None:
            file.replace(file.statement(plan.answer), file.parse_statement(answer))
            file.drop_import_if_unused("json")
        else:
            assert plan.end is not None
            file.insert_after(file.statement(plan.end), answer)
