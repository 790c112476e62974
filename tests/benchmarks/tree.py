"""A tree of Lambda services to measure on: made up, the same every time, mixed as real repositories are.

Of a hundred files about 35 are handlers, 25 helpers beside them, 15 tests, and 25 have nothing to do with Lambda; one
handler in five builds a client per request, one in twelve keeps state of a request.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

FILES = 2000
FILES_A_SERVICE = 40
_SEED = 20
_SERVICES = ("s3", "sqs", "dynamodb", "sns", "secretsmanager", "ssm", "lambda", "events")
_NOUNS = ("order", "invoice", "customer", "parcel", "ticket", "report", "booking", "refund", "device", "reading")
_VERBS = ("load", "store", "check", "merge", "price", "route", "format", "count", "clean", "send")

Writer = Callable[[random.Random, str], str]


def write_tree(root: Path, files: int = FILES) -> None:
    """Write `files` Python files, and a template for each service, into the new folder `root`."""
    choice = random.Random(_SEED)
    for number in range(0, files, FILES_A_SERVICE):
        service = root / f"service_{number // FILES_A_SERVICE:03}"
        handlers = []
        for index in range(min(FILES_A_SERVICE, files - number)):
            noun = choice.choice(_NOUNS)
            kind, write = _kind(index)
            path = service / kind / f"{'test_' if kind == 'tests' else ''}{noun}_{index:02}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(write(choice, noun), "utf-8")
            if kind == "functions":
                handlers.append(path.stem)
        (service / "template.yaml").write_text(_template(handlers), "utf-8")


def _kind(index: int) -> tuple[str, Writer]:
    share = index * 100 // FILES_A_SERVICE
    if share < 35:
        return "functions", _handler
    if share < 60:
        return "functions/shared", _helper
    if share < 75:
        return "tests", _test
    return "domain", _plain


def _template(handlers: list[str]) -> str:
    resources = "".join(
        f"""\
  {name.title().replace("_", "")}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: {name}.lambda_handler
      CodeUri: functions/
      Events:
        Api: {{Type: Api, Properties: {{Path: /{name}, Method: post}}}}
"""
        for name in handlers
    )
    globals_ = "Globals: {Function: {Runtime: python3.12, Timeout: 30}}\n"
    return f"Transform: AWS::Serverless-2016-10-31\n{globals_}Resources:\n{resources}"


def _handler(choice: random.Random, noun: str) -> str:
    service = choice.choice(_SERVICES)
    per_request, keeps_state = choice.random() < 0.2, choice.random() < 0.08
    client = f'client = boto3.client("{service}")'
    return f'''\
"""Takes one {noun} from the queue and stores it."""

import json
import logging
import os
from datetime import datetime, timezone

import boto3

from shared import {choice.choice(_NOUNS)}_14 as helpers

logger = logging.getLogger()
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))
TABLE = os.environ.get("TABLE", "{noun}s")
{"seen = []" if keeps_state else "SEEN_LIMIT = 100"}
{"" if per_request else client}


def respond(status, body):
    return {{
        "statusCode": status,
        "headers": {{"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}},
        "body": json.dumps(body, default=str),
    }}


{_functions(choice, noun, choice.randint(2, 6))}

def lambda_handler(event, context):
    {client if per_request else "logger.info(json.dumps(event))"}
    body = json.loads(event.get("body") or "{{}}")
    if "id" not in body:
        return respond(400, {{"error": "id is required"}})
    {noun} = {{"id": body["id"], "at": datetime.now(timezone.utc).isoformat()}}
    {"seen.append(body['id'])" if keeps_state else f"{noun}['kind'] = body.get('kind', 'plain')"}
    try:
        answer = client.meta.service_model.service_name
    except KeyError as error:
        logger.exception("no such {noun}: %s", error)
        return respond(404, {{"error": str(error)}})
    return respond(200, {{"{noun}": {noun}, "by": answer, "helper": helpers.__name__}})
'''


def _helper(choice: random.Random, noun: str) -> str:
    per_request = choice.random() < 0.3
    client = "    client = boto3.client('dynamodb')\n" if per_request else ""
    get = "client.get_item(TableName='t', Key={'id': {'S': key}})" if per_request else "table().get_item(Key=key)"
    return f'''\
"""What the functions share about a {noun}."""

import functools
import os

import boto3


@functools.cache
def table():
    return boto3.resource("dynamodb").Table(os.environ["TABLE"])


def fetch_{noun}(key):
{client}    return {get}


{_functions(choice, noun, choice.randint(3, 9))}'''


def _test(choice: random.Random, noun: str) -> str:
    cases = "\n\n".join(
        f'''\
def test_{noun}_{number}(monkeypatch):
    monkeypatch.setenv("TABLE", "{noun}s")
    event = {{"body": json.dumps({{"id": "{number}"}})}}
    answer = {{"statusCode": 200, "body": json.dumps({{"id": "{number}", "event": event}})}}
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["id"] == "{number}"
'''
        for number in range(choice.randint(4, 12))
    )
    return f'"""{noun.title()}s, tested."""\n\nimport json\n\nimport pytest\n\n\n{cases}'


def _plain(choice: random.Random, noun: str) -> str:
    fields = "\n".join(f"    {name}: int = {number}" for number, name in enumerate(_VERBS[: choice.randint(3, 9)]))
    return f'''\
"""The {noun} as a value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class {noun.title()}:
    name: str
{fields}


{_functions(choice, noun, choice.randint(4, 12))}'''


def _functions(choice: random.Random, noun: str, number: int) -> str:
    return "\n\n".join(_function(choice, noun, index) for index in range(number))


def _function(choice: random.Random, noun: str, index: int) -> str:
    return "\n".join(_lines(choice, f"{choice.choice(_VERBS)}_{noun}_{index}")) + "\n"


def _lines(choice: random.Random, name: str) -> Iterator[str]:
    limit = choice.randint(2, 90)
    yield f"def {name}(values, limit={limit}):"
    yield f'    """At most `limit` of the values, larger ones first ({name})."""'
    yield "    chosen = []"
    yield "    for position, value in enumerate(sorted(values, reverse=True)):"
    yield "        if position >= limit or value is None:"
    yield "            break"
    for step in range(choice.randint(1, 6)):
        yield f"        value = (value * {choice.randint(2, 9)} + {step}) % {choice.randint(50, 999)}"
    yield '        chosen.append({"value": value, "position": position})'
    yield "    return chosen"
