"""The corpus driver itself: what a case may say, and what the warm process sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.case import CaseError, Run, is_near_miss, load_case
from support.execution import ExecutionError, Observation, Warm
from support.files import write_files

HANDLER = b"def handler(event, context):\n    return event\n"


def case_folder(root: Path, toml: str, **files: bytes) -> Path:
    named = {name.replace("_", ".", 1): content for name, content in files.items()}
    folder = root / "LMB201" / "some-case"
    write_files(folder, {"case.toml": toml.encode(), **named})
    return folder


@pytest.mark.parametrize(
    ("toml", "files", "complaint"),
    [
        ('anwser = "none"', {}, "unknown key anwser"),
        ('answer = "maybe"', {}, "answer must be one of"),
        ('answer = "safe"', {}, "come with after.py"),
        ('answer = "none"', {"after_py": HANDLER}, "come with after.py"),
        ('answer = "safe"\n[run]\nfault = {result = 1}', {"after_py": HANDLER}, "must say what the last call shows"),
        ('answer = "report"\n[run]\ncold = "why"', {}, "leaves the cold start"),
        ('answer = "report"\nno_run = "why"\n[run]\nroot = "a"', {}, "exclude each other"),
        ('answer = "report"\n[run]\nservices = ["oracle"]', {}, "unknown service oracle"),
        ('[[finding]]\nanswer = "none"', {}, "a finding's answer"),
    ],
)
def test_a_case_that_makes_no_sense(tmp_path: Path, toml: str, files: dict[str, bytes], complaint: str) -> None:
    folder = case_folder(tmp_path, toml, before_py=HANDLER, **files)
    with pytest.raises(CaseError, match=complaint):
        load_case(folder)


def test_project_files_of_a_case(tmp_path: Path) -> None:
    folder = case_folder(
        tmp_path,
        'answer = "safe"\n[run]\nfault = {result = 2}\nfixed = {result = 1}',
        before_py=HANDLER,
        after_py=HANDLER.replace(b"event\n", b"1\n"),
        event_json=b"2",
        template_yaml=b"{}",
    )

    case = load_case(folder)

    assert case.before == {"before.py": HANDLER, "template.yaml": b"{}"}
    assert case.after == {"before.py": HANDLER.replace(b"event\n", b"1\n"), "template.yaml": b"{}"}
    assert case.run.handler == "before.handler"
    assert case.run.events == (2, 2)


@pytest.mark.parametrize(("other", "near"), [(HANDLER, False), (b"a = 1\n" + HANDLER, True), (b"a = 1\n" * 9, False)])
def test_near_miss(tmp_path: Path, other: bytes, near: bool) -> None:
    one = load_case(case_folder(tmp_path / "one", 'answer = "none"', before_py=HANDLER))
    two = load_case(case_folder(tmp_path / "two", 'answer = "report"', before_py=other))
    assert is_near_miss(one, two) is near


def calls(warm: Warm, source: bytes, *observe: str, setup: str = "", **environment: str) -> list[Observation]:
    run = Run(
        handler="app.handler",
        root="",
        environment=environment,
        services=(),
        setup=setup,
        observe=("result", "stdout", *observe),
        events=({"n": 1}, {"n": 2}),
        first={},
        fault={},
        fixed={},
        cold="",
    )
    return warm.call({"app.py": source}, run, {})


def test_the_import_counts_to_the_first_call(warm: Warm) -> None:
    source = b"import boto3\nboto3.client('s3')\nprint('import')\ndef handler(event, context):\n    print('call')\n"

    first, second = calls(warm, source, "count:boto3.client")

    assert first == {"result": None, "stdout": "import\ncall\n", "count:boto3.client": 1}
    assert second == {"result": None, "stdout": "call\n", "count:boto3.client": 0}


def test_methods_are_counted(warm: Warm) -> None:
    source = b"import boto3\ndef handler(event, context):\n    boto3.session.Session().client('s3')\n"
    names = ("count:boto3.session.Session", "count:boto3.session.Session.client", "count:boto3.client")
    for call in calls(warm, source, *names):
        assert [call[name] for name in names] == [1, 1, 0]


def test_calls_share_a_process_and_executions_do_not(warm: Warm) -> None:
    source = b"seen = []\ndef handler(event, context):\n    seen.append(context.aws_request_id[-1])\n    return seen\n"
    for _ in range(2):
        assert [call["result"] for call in calls(warm, source)] == [["1"], ["1", "2"]]


def test_each_execution_has_a_tmp_of_its_own(warm: Warm) -> None:
    source = (
        b"import os, tempfile\n"
        b"def handler(event, context):\n"
        b"    with open('/tmp/log', 'a') as log: log.write(str(event['n']))\n"
        b"    return [os.path.dirname(log.name), tempfile.gettempdir()]\n"
    )
    for _ in range(2):
        first, second = calls(warm, source, "files")
        assert first == {"result": ["/tmp", "/tmp"], "stdout": "", "files": {"/tmp/log": "1"}}
        assert second["files"] == {"/tmp/log": "12"}
    assert not Path("/tmp/log").exists()


def test_aws_is_seen_and_reset(warm: Warm) -> None:
    setup = (
        "import boto3\n"
        "def prepare():\n"
        "    boto3.session.Session().resource('dynamodb').create_table(\n"
        "        TableName='orders', BillingMode='PAY_PER_REQUEST',\n"
        "        KeySchema=[{'AttributeName': 'id', 'KeyType': 'HASH'}],\n"
        "        AttributeDefinitions=[{'AttributeName': 'id', 'AttributeType': 'N'}])\n"
        "    queue = boto3.session.Session().client('sqs').create_queue(QueueName='queue')\n"
    )
    source = (
        b"import boto3\n"
        b"def handler(event, context):\n"
        b"    boto3.resource('dynamodb').Table('orders').put_item(Item={'id': event['n']})\n"
    )
    for _ in range(2):
        first, second = calls(warm, source, "aws", "items:orders", "messages:queue", setup=setup)
        assert first["aws"] == second["aws"] == ["dynamodb.PutItem"]
        assert first["items:orders"] == [{"id": 1}]
        assert second["items:orders"] == [{"id": 1}, {"id": 2}]
        assert second["messages:queue"] == []


def test_hooks_of_the_set_up(warm: Warm) -> None:
    setup = "log = []\ndef between(number): log.append(number)\ndef observe(): return log\n"
    source = b"import os\ndef handler(event, context):\n    return os.environ['TABLE']\n"

    first, second = calls(warm, source, "seen", setup=setup, TABLE="orders")

    assert first == {"result": "orders", "stdout": "", "seen": []}
    assert second["seen"] == [2]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"import nowhere\n", "ModuleNotFoundError"),
        (b"other = 1\n", "no attribute 'handler'"),
        (b"import os\ndef handler(event, context): os._exit(3)\n", "without an answer"),
    ],
)
def test_an_execution_that_cannot_be(warm: Warm, source: bytes, told: str) -> None:
    with pytest.raises(ExecutionError, match=told):
        calls(warm, source)
    assert calls(warm, HANDLER)[1]["result"] == {"n": 2}


def test_an_unknown_observation(warm: Warm) -> None:
    with pytest.raises(ExecutionError, match="nothing observes 'weather'"):
        calls(warm, HANDLER, "weather")


def test_a_handler_that_raises(warm: Warm) -> None:
    first, _ = calls(warm, b"def handler(event, context):\n    raise KeyError('id')\n")
    assert first == {"error": "KeyError: 'id'", "stdout": ""}


def test_results_are_seen_as_json(warm: Warm) -> None:
    source = b"import decimal\ndef handler(event, context):\n    return {'a': decimal.Decimal('1.5'), 'b': {2, 1}}\n"
    result: Any = calls(warm, source)[0]["result"]
    assert result == {"a": "1.5", "b": [1, 2]}
