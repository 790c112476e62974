"""An environment as AWS runs it: its own runtime client, awslambdaric, against a Runtime API of ours.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

from support.warm import BASE_ENVIRONMENT

ANSWER_LIMIT = 30.0
"""Seconds until an answer of the runtime counts as missing."""
_INVOCATION = "/2018-06-01/runtime/invocation/"


class RuntimeApiError(Exception):
    """The function did not start, or an invocation failed; the message is what the runtime reported."""


class RuntimeApi(ThreadingHTTPServer):
    """The Runtime API on a free loopback port: events go in by `events`, answers come out of `answers`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.numbers = count(1)
        self.events: queue.Queue[Any] = queue.Queue()
        self.answers: queue.Queue[tuple[str, Any]] = queue.Queue()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # without these two each answer waits 40 ms for the client's delayed acknowledgement
    disable_nagle_algorithm = True
    wbufsize = -1

    server: RuntimeApi

    def do_GET(self) -> None:
        event = self.server.events.get()
        if event is StopIteration:
            self.close_connection = True
            return
        headers = {  # the native client crashes without a content type
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": f"00000000-0000-4000-8000-{next(self.server.numbers):012d}",
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 30_000),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:123456789012:function:function",
        }
        self._send(200, json.dumps(event).encode(), headers)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.path.rpartition("/")[2] if self.path.startswith(_INVOCATION) else "init"
        self.server.answers.put((kind, json.loads(body)))
        self._send(202, b"{}", {})

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep the test's output free of requests."""

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def invoke(task_root: Path, handler: str, events: Sequence[Any], environment: Mapping[str, str]) -> list[Any]:
    """What the handler answers to each of `events` in one environment: a cold start, then warm ones.

    Raises `RuntimeApiError` where the import or a call fails.
    """
    api = RuntimeApi()
    threading.Thread(target=api.serve_forever, args=(0.02,), daemon=True).start()
    variables = {
        **BASE_ENVIRONMENT,
        **environment,
        "AWS_LAMBDA_RUNTIME_API": api.address,
        "LAMBDA_TASK_ROOT": str(task_root),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(task_root),
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "awslambdaric", handler],
        cwd=task_root,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        return [_answer(api, process, event) for event in events]
    finally:
        process.kill()
        process.wait()
        api.events.put(StopIteration)
        api.shutdown()
        api.server_close()


def _answer(api: RuntimeApi, process: subprocess.Popen[bytes], event: Any) -> Any:
    api.events.put(event)
    limit = time.monotonic() + ANSWER_LIMIT
    while True:
        try:
            kind, answer = api.answers.get(timeout=0.2)
            break
        except queue.Empty:
            if process.poll() is not None and api.answers.empty():
                raise RuntimeApiError(f"the runtime ended with {process.returncode}") from None
            if time.monotonic() > limit:
                raise RuntimeApiError(f"no answer within {ANSWER_LIMIT:.0f} s") from None
    if kind != "response":
        raise RuntimeApiError(f"{kind}: {answer.get('errorType')}: {answer.get('errorMessage')}")
    return answer
