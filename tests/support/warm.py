"""A process that calls handlers as a warm Lambda environment does; started by `support.execution`.

It imports boto3 and moto once and forks for each request it reads, so that every execution begins cold at the
price of a fork. One JSON object a line: a request in on standard input, `{"calls": [...]}` or
`{"failure": "..."}` out on standard output.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import json
import os
import re
import select
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from support.observe import Recorder, observers

BASE_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_LAMBDA_FUNCTION_NAME": "function",
    "PYTHONDONTWRITEBYTECODE": "1",
}
TIME_LIMIT = 60.0
"""Seconds until an execution is killed."""
_PRELOADED = {
    "dynamodb": "list_tables",
    "lambda": "list_functions",
    "s3": "list_buckets",
    "secretsmanager": "list_secrets",
    "sns": "list_topics",
    "sqs": "list_queues",
    "ssm": "describe_parameters",
    "sts": "get_caller_identity",
}
"""An operation of each service that leaves nothing behind, so that no fork has to load the service again."""
_TMP = re.compile(r"(?<![\w/.])/tmp\b")


class Context:
    """The part of Lambda's context object that handlers use; each call has a request id of its own."""

    function_name = "function"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:function"
    memory_limit_in_mb = 128
    log_group_name = "/aws/lambda/function"
    log_stream_name = "2024/01/01/[$LATEST]0"

    def __init__(self, number: int) -> None:
        self.aws_request_id = f"00000000-0000-4000-8000-{number:012d}"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.environ.update(BASE_ENVIRONMENT)
    _warm_up()
    for line in sys.stdin:
        answers.write(_in_fork(json.loads(line)) + "\n")
        answers.flush()


def _warm_up() -> None:
    import boto3
    from botocore.loaders import JSONFileLoader
    from moto import mock_aws

    load = JSONFileLoader()._load_file
    # most of an execution would be spent on parsing botocore's service models again
    JSONFileLoader._load_file = staticmethod(functools.cache(load))
    mock_aws().start()
    for service, operation in _PRELOADED.items():
        getattr(boto3.session.Session().client(service), operation)()
    for service in ("dynamodb", "s3", "sqs"):
        boto3.session.Session().resource(service)


def _in_fork(request: dict[str, Any]) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as answer:
            answer.write(_answer(request))
        os._exit(0)
    os.close(writing)
    received = bytearray()
    try:
        while select.select([reading], [], [], TIME_LIMIT)[0]:
            part = os.read(reading, 65536)
            if not part:
                return received.decode() or json.dumps({"failure": "the process ended without an answer"})
            received += part
        return json.dumps({"failure": f"no answer within {TIME_LIMIT:.0f} s"})
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _answer(request: dict[str, Any]) -> str:
    # a command that the handler left running may still write there
    with tempfile.TemporaryDirectory(prefix="warm-", ignore_cleanup_errors=True) as sandbox:
        tmp = Path(sandbox, "tmp")
        tmp.mkdir()
        try:
            answer = json.dumps({"calls": _execute(request, Path(sandbox, "project"), tmp)})
        except BaseException:  # the traceback is the answer, whatever ended the execution
            answer = json.dumps({"failure": traceback.format_exc()})
        return answer.replace(str(tmp), "/tmp")


def _execute(request: dict[str, Any], project: Path, tmp: Path) -> list[dict[str, Any]]:
    """Import the handler, call it once an event, say what was seen; the import counts to the first call."""
    _write_project(request["files"], project, tmp)
    _enter(project / request["root"], {**request["environment"], "TMPDIR": str(tmp)})
    setup: dict[str, Any] = {"__name__": "setup", "TMP": tmp}
    exec(compile(request["setup"], "setup.py", "exec"), setup)
    setup.get("prepare", _nothing)()
    recorder = Recorder()
    watching = observers(request["observe"], recorder, tmp, setup)
    module_name, _, function = request["handler"].rpartition(".")
    handler: Callable[[Any, Context], Any] | None = None
    calls = []
    for number, event in enumerate(request["events"], 1):
        if handler is not None:
            recorder.paused = True
            setup.get("between", _nothing_of)(number)
            recorder.paused = False
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            handler = handler or _load(module_name, function)
            outcome = _call(handler, event, Context(number))
        recorder.paused = True
        seen = {**outcome, "stdout": printed.getvalue(), **{name: look() for name, look in watching.items()}}
        wanted = {name: seen[name] for name in (*request["observe"], "error") if name in seen}
        calls.append(json.loads(json.dumps(wanted, default=_plain)))  # as it is now: a later call may change it
        recorder.reset()
        recorder.paused = False
    return calls


def _write_project(files: dict[str, str], project: Path, tmp: Path) -> None:
    """Lay out the files; `/tmp` in them becomes `tmp`, since all tests share the real one."""
    for path, text in files.items():
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_TMP.sub(str(tmp), text) if path.endswith(".py") else text, "utf-8", newline="")


def _enter(root: Path, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    tempfile.tempdir = None
    os.chdir(root)
    sys.dont_write_bytecode = True
    sys.path[:] = [str(root), *(entry for entry in sys.path if not entry.endswith("tests"))]


def _load(module_name: str, function: str) -> Callable[[Any, Context], Any]:
    module: ModuleType = importlib.import_module(module_name.replace("/", "."))
    handler: Callable[[Any, Context], Any] = getattr(module, function)
    return handler


def _call(handler: Callable[[Any, Context], Any], event: Any, context: Context) -> dict[str, Any]:
    try:
        return {"result": handler(event, context)}
    except Exception as error:  # a handler's error is what the caller of a Lambda function sees
        return {"error": f"{type(error).__name__}: {error}"}


def _plain(value: Any) -> Any:
    """A value that JSON does not know, as Lambda's own encoder or a reader would put it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    number = str(value)
    return int(number) if number.lstrip("-").isdigit() else number


def _nothing() -> None:
    """Stands for a hook that the case's setup.py does not have."""


def _nothing_of(_number: int) -> None:
    """Likewise."""


if __name__ == "__main__":
    main()
